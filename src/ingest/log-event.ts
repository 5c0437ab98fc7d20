/** A log event given in memory, as CloudWatch Logs would hold it. */
export interface LogEvent {
  /** `@timestamp`, epoch milliseconds. */
  readonly timestamp: number;
  /** `@message`. The members of a JSON object become fields; any other text has none. */
  readonly message: string;
  /** Default `cloudtrail`. */
  readonly logGroup?: string;
  /** Default `<account>_CloudTrail_<Region>`, from the message. */
  readonly logStream?: string;
}

/** @throws TypeError that names the event and the member that is wrong */
export function checkLogEvents(events: readonly LogEvent[]): void {
  for (const [index, { timestamp, message, logGroup = '', logStream = '' }] of events.entries()) {
    if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) {
      throw new TypeError(
        `events[${index}].timestamp must be a number of epoch milliseconds, not ${String(timestamp)}.`,
      );
    }
    for (const [name, value] of Object.entries({ message, logGroup, logStream })) {
      if (typeof value !== 'string')
        throw new TypeError(`events[${index}].${name} must be a string, not ${typeof value}.`);
    }
  }
}
