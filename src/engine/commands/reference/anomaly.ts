/** The reference page of `anomaly`. */
import type { CommandDefinition } from '../definition.ts';

export const anomalyReference: CommandDefinition = {
  name: 'anomaly',
  aliases: [],
  forms: ['anomaly'],
  summary: 'Finds what is unusual in the patterns of the time range.',
  description: [
    'Stands directly behind `pattern` and keeps its columns. Added are `@anomalyType`, `@anomalyDescription` and `@anomalyScore`, from 0.50, just unusual, to 1.00. There is a row for each anomaly, the highest score first; patterns without one have no row.',
    'CloudWatch names five kinds and does not say how it finds them. TrailQL cuts the time from the first to the last event into up to 128 windows of at least a minute, and uses fixed thresholds, so that the same events always give the same anomalies. At least 20 events are needed, and for frequencies 8 whole windows.',
    '**Pattern frequency:** the count in a window is at least 6 median absolute deviations from the median. **New pattern:** it appears after half of the events have passed, and the chance of that is at most 1 in 100 if its events were spread like all others. **Token variation:** the same for a value of a variable part. **Numeric token:** the largest number lies above the upper quartile by at least 10 times the distance of the quartiles. **HTTP error code:** the share of 4xx and 5xx in a window is at least 6 standard deviations above the other windows.',
  ],
  options: [],
  examples: [
    {
      title: 'A quiet trail: ten events are too few to call anything unusual.',
      query: 'pattern eventName\n| anomaly\n| display @pattern, @anomalyType, @anomalyScore',
    },
  ],
};
