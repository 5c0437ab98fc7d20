/** The parsers of stage bodies. Making one analyses its grammar, which is most of what the first query of a process costs to read. */
import { StageParser } from './grammar/stages.ts';
import { BodyParser } from './grammar/tables.ts';

/** Reads the stages that most queries are made of: a third of the grammar. */
export class CommonParser extends StageParser {
  /** `skipValidations` leaves out Chevrotain's checks of the grammar itself. */
  constructor(skipValidations: boolean) {
    super(skipValidations);
    this.performSelfAnalysis();
  }
}

let common: CommonParser | undefined;
let whole: BodyParser | undefined;

/** For the stages of the common kinds. */
export function commonParser(): StageParser {
  if (whole) return whole;
  common ??= new CommonParser(true);
  return common;
}

/** For the stages of all kinds. */
export function wholeParser(): BodyParser {
  whole ??= new BodyParser(true);
  return whole;
}
