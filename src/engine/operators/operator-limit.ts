/** What an operator throws when its result would be too large to make. */

/** The message is one sentence for the user. */
export class OperatorLimit extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OperatorLimit';
  }
}
