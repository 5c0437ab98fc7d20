/** Writes a synthetic archive: `tsx bench/generator/main.ts --events 1000000`. Prints its manifest. */
import { parseArgs } from 'node:util';
import { provideArchive } from './archive.ts';
import { ARCHIVE_OPTIONS, archiveOptions, defaultFolder } from './options.ts';

const { values } = parseArgs({ options: { ...ARCHIVE_OPTIONS, out: { type: 'string' } } });
const options = archiveOptions(values);
const folder = values.out ?? defaultFolder(options);
const start = performance.now();
const manifest = await provideArchive(folder, options);
console.log(
  JSON.stringify(
    { folder, seconds: Number(((performance.now() - start) / 1000).toFixed(1)), ...manifest },
    undefined,
    2,
  ),
);
