/** The account that the synthetic archive is of. */
export const ACCOUNT = '123456789012';
