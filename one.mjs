import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);

// ../../tmp/p1/entry.ts
import { readdirSync as readdirSync2, readFileSync, rmSync, statSync as statSync3 } from "node:fs";
import { join as join3 } from "node:path";
import { gunzipSync } from "node:zlib";

// src/ingest/ingest.ts
import { availableParallelism } from "node:os";

// src/ingest/file-input.ts
import { closeSync, openSync, readSync } from "node:fs";

// src/ingest/file-uri.ts
var SCHEME = "file://";
function uriOf(path) {
  if (typeof path === "string") return path;
  return SCHEME + path.toString("latin1").replace(/[^\w./~-]/g, (byte) => `%${hex(byte)}`);
}
function pathOf(uri) {
  if (!uri.startsWith(SCHEME)) return uri;
  const bytes = uri.slice(SCHEME.length).replace(/%([0-9A-F]{2})/g, (_, digits2) => String.fromCharCode(Number.parseInt(digits2, 16)));
  return Buffer.from(bytes, "latin1");
}
function hex(byte) {
  return byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}

// src/ingest/file-input.ts
var CHUNK = 262144;
var spare;
function* fileChunks(uri) {
  const file = openSync(pathOf(uri), "r");
  const buffer = spare ?? Buffer.allocUnsafeSlow(CHUNK);
  spare = void 0;
  try {
    for (; ; ) {
      const count = readSync(file, buffer, 0, CHUNK, null);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    spare = buffer;
    closeSync(file);
  }
}
function fileInput(uri, modified) {
  const open = () => fileChunks(uri);
  return modified === null ? { open } : { open, replay: open };
}
function streamInput(stream, signal) {
  return {
    open: async function* () {
      for await (const chunk of stream) {
        yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
        if (signal?.aborted === true) throw new Error("stopped before its end");
      }
    }
  };
}

// src/ingest/source-loader.ts
import { createHash as createHash2 } from "node:crypto";

// src/store/frame.ts
import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from "node:zlib";

// src/store/errors.ts
var StoreError = class extends Error {
  code;
  constructor(code, message, options) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
};
function corrupt(what, cause) {
  return new StoreError(
    "corrupt",
    `The store is damaged: ${what}. Restore the file from a copy or ingest its sources again.`,
    cause === void 0 ? void 0 : { cause }
  );
}
function fromSqlite(error, path) {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  const code = error.code;
  const options = { cause: error };
  if (code === "SQLITE_NOTADB") {
    return new StoreError(
      "not-a-store",
      `${path} is not a TrailQL store: it is not a SQLite file. ${NAME_ONE}`,
      options
    );
  }
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_ERROR" || code === "SQLITE_TOOBIG") {
    return corrupt(`${path}: ${error.message}`, error);
  }
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return new StoreError(
      "locked",
      `${path} is in use by another ingest or another change. Wait until it ends, then try again.`,
      options
    );
  }
  if (code === "SQLITE_FULL") {
    return new StoreError("unreadable", `There is no space left to write ${path}. Free some, then try again.`, options);
  }
  if (code.startsWith("SQLITE_IOERR")) {
    return new StoreError(
      "unreadable",
      `${path} cannot be read or written: ${error.message}. Check the disk and the space left on it.`,
      options
    );
  }
  if (code.startsWith("SQLITE_CANTOPEN") || code.startsWith("SQLITE_READONLY")) {
    return new StoreError(
      "unreadable",
      `${path} cannot be opened: ${error.message}. Check the path and its permissions.`,
      options
    );
  }
  return error;
}
var NAME_ONE = "Name a file that `trailql ingest` has made.";

// src/store/frame.ts
var FRAME_HEADER = 16;
var STORED = 0;
var BROTLI = 1;
var WORTH_COMPRESSING = 512;
var MIN_WINDOW = 10;
var MAX_WINDOW = 22;
var MIN_PIECE = 1024;
var MAX_PIECE = 65536;
function frame(raw, compress = true) {
  if (compress && raw.length >= WORTH_COMPRESSING) {
    const packed = brotliCompressSync(raw, {
      chunkSize: Math.max(MIN_PIECE, Math.min(MAX_PIECE, raw.length)),
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 1,
        [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
        // A window larger than the input only costs memory.
        [constants.BROTLI_PARAM_LGWIN]: Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, 32 - Math.clz32(raw.length - 1)))
      }
    });
    if (packed.length <= raw.length - (raw.length >>> 3)) return assemble(BROTLI, raw, packed);
  }
  return assemble(STORED, raw, raw);
}
function assemble(method, raw, payload2) {
  const framed = new Uint8Array(FRAME_HEADER + payload2.length);
  const view = new DataView(framed.buffer);
  view.setUint8(0, method);
  view.setUint32(4, raw.length, true);
  view.setUint32(8, crc32(raw), true);
  framed.set(payload2, FRAME_HEADER);
  return framed;
}
function frameChecksum(framed) {
  if (framed.length < FRAME_HEADER) return 0;
  return new DataView(framed.buffer, framed.byteOffset, FRAME_HEADER).getUint32(8, true);
}
function unframe(framed, what) {
  if (!(framed instanceof Uint8Array)) throw corrupt(`${what}: not a blob`);
  if (framed.length < FRAME_HEADER) throw corrupt(`${what} is cut short`);
  const view = new DataView(framed.buffer, framed.byteOffset, FRAME_HEADER);
  const length = view.getUint32(4, true);
  const raw = payload(view.getUint8(0), framed.subarray(FRAME_HEADER), length, what);
  if (raw.length !== length) throw corrupt(`${what} has ${raw.length} bytes instead of ${length}`);
  if (crc32(raw) !== frameChecksum(framed)) throw corrupt(`${what} does not match its checksum`);
  return raw;
}
function payload(method, bytes, length, what) {
  if (method === STORED) return bytes;
  if (method !== BROTLI) throw corrupt(`${what} has the unknown compression ${method}`);
  try {
    return brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length), chunkSize: length + 64 });
  } catch (error) {
    throw corrupt(`${what} cannot be decompressed`, error);
  }
}

// src/store/typed-arrays.ts
function aligned(bytes, size) {
  return bytes.byteOffset % size === 0 ? bytes : bytes.slice();
}
function part(bytes, start, length, what) {
  if (start + length > bytes.length) throw corrupt(`${what} is shorter than its counts`);
  return bytes.subarray(start, start + length);
}
function uint32At(bytes, start, count, what) {
  const view = aligned(part(bytes, start, count * 4, what), 4);
  return new Uint32Array(view.buffer, view.byteOffset, count);
}
function codeWidth(largest) {
  if (largest <= 255) return 1;
  return largest <= 65535 ? 2 : 4;
}
function newCodes(length, width) {
  if (width === 1) return new Uint8Array(length);
  return width === 2 ? new Uint16Array(length) : new Uint32Array(length);
}
function bytesOf(array) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((sum2, array) => sum2 + array.byteLength, 0));
  let position = 0;
  for (const array of parts) {
    bytes.set(bytesOf(array), position);
    position += array.byteLength;
  }
  return bytes;
}
function grownCapacity(capacity, needed) {
  return Math.max(needed, capacity * 2);
}
function grownUint8(array, needed) {
  const grown = new Uint8Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}
function grownInt32(array, needed) {
  const grown = new Int32Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}
function grownUint32(array, needed) {
  const grown = new Uint32Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}
function grownFloat64(array, needed) {
  const grown = new Float64Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}

// src/store/value-kinds.ts
var TEXT = 0;
var NUMBER = 1;
var FALSE = 2;
var TRUE = 3;
var EXACT_NUMBER = 4;

// src/store/value-list.ts
var TEXT_LAYOUT = 0;
var NUMBER_LAYOUT = 1;
var UUID_LAYOUT = 2;
var MIXED_LAYOUT = 3;
var HEADER = 8;
var UUID_TEXT = 36;
var UUID_BYTES = 16;
var DASH = 45;
var HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : 16;
});
var UUID_DIGITS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
function encodeValues(table, entries, kinds) {
  if (kinds === 1 << NUMBER) return encodeNumbers(table, entries);
  if (kinds === 1 << TEXT && table.length(entries[0] ?? 0) === UUID_TEXT) {
    const uuids = encodeUuids(table, entries);
    if (uuids !== void 0) return uuids;
  }
  const layout = kinds === 1 << TEXT ? TEXT_LAYOUT : MIXED_LAYOUT;
  const count = entries.length;
  const kindsAt = HEADER + count * 4;
  const base = layout === MIXED_LAYOUT ? kindsAt + count : kindsAt;
  let size = 0;
  for (let index = 0; index < count; index++) size += table.length(entries[index]);
  const { raw, view } = withHeader(layout, count, base - HEADER + size);
  let at = base;
  for (let index = 0; index < count; index++) {
    const entry = entries[index];
    const length = table.copy(entry, raw, view, at);
    at += length;
    view.setUint32(HEADER + index * 4, length, true);
    if (layout === MIXED_LAYOUT) raw[kindsAt + index] = table.kind(entry);
  }
  return raw;
}
function withHeader(layout, count, size) {
  const raw = new Uint8Array(HEADER + size);
  const view = new DataView(raw.buffer);
  view.setUint32(0, layout, true);
  view.setUint32(4, count, true);
  return { raw, view };
}
function encodeNumbers(table, entries) {
  const { raw, view } = withHeader(NUMBER_LAYOUT, entries.length, entries.length * 8);
  for (let index = 0; index < entries.length; index++) {
    view.setFloat64(HEADER + index * 8, table.number(entries[index]), true);
  }
  return raw;
}
function encodeUuids(table, entries) {
  for (let index = 0; index < entries.length; index++) {
    if (table.length(entries[index]) !== UUID_TEXT) return void 0;
  }
  const { raw } = withHeader(UUID_LAYOUT, entries.length, entries.length * UUID_BYTES);
  const { arena } = table;
  let at = HEADER;
  for (let index = 0; index < entries.length; index++) {
    const start = table.start(entries[index]);
    if (arena[start + 8] !== DASH || arena[start + 13] !== DASH) return void 0;
    if (arena[start + 18] !== DASH || arena[start + 23] !== DASH) return void 0;
    let wrong = 0;
    for (let byte = 0; byte < UUID_BYTES; byte++) {
      const digit = start + UUID_DIGITS[byte];
      const high = HEX[arena[digit]];
      const low = HEX[arena[digit + 1]];
      wrong |= high | low;
      raw[at++] = high << 4 | low;
    }
    if (wrong > 15) return void 0;
  }
  return raw;
}

// src/store/chunk-encoder.ts
var EXAMPLES = 3;
var EXAMPLE_BYTES = 80;
var LENGTH_BYTES = 4;
var NUMBERS = 1 << NUMBER | 1 << EXACT_NUMBER;
var NOTHING = new Uint8Array(0);
var ChunkEncoder = class {
  #table;
  #events;
  /** By entry: its place in the list of its column, plus 1. */
  #codeOf;
  /** @param events rows of the segment. */
  constructor(table, events) {
    this.#table = table;
    this.#events = events;
    this.#codeOf = new Uint32Array(table.entries);
  }
  encode({ path, positions, entries, collected }) {
    const { used, codes, kinds, usedBytes, bytes } = this.#number(entries);
    const shape = { present: entries.length, distinct: used.length, events: this.#events };
    const encoding = collected ? collectedEncoding(shape) : smallestEncoding(shape, usedBytes, bytes);
    return {
      path,
      encoding,
      present: entries.length,
      ...countKinds(this.#table, entries, kinds),
      ...numberRange(this.#table, used, kinds),
      examples: examplesOf(this.#table, used),
      values: frame(encodeValues(this.#table, encoding === "plain" ? entries : used, kinds)),
      codes: frame(encodeCodes(encoding, positions, codes, used.length, this.#events))
    };
  }
  /** The entries that rows use, in the order they are met; for each row the index among them, plus 1; and the bytes of both as lists. */
  #number(entries) {
    const table = this.#table;
    const codeOf = this.#codeOf;
    const used = new Uint32Array(entries.length);
    const codes = new Uint32Array(entries.length);
    let count = 0;
    let kinds = 0;
    let usedBytes = 0;
    let bytes = 0;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      const length = table.length(entry) + LENGTH_BYTES;
      let code = codeOf[entry];
      if (code === 0) {
        used[count++] = entry;
        code = count;
        codeOf[entry] = code;
        kinds |= 1 << table.kind(entry);
        usedBytes += length;
      }
      codes[index] = code;
      bytes += length;
    }
    return { used: used.subarray(0, count), codes, kinds, usedBytes, bytes };
  }
};
function collectedEncoding({ present, distinct, events }) {
  return distinct === 1 && present === events ? "constant" : "plain";
}
function smallestEncoding({ present, distinct, events }, usedBytes, bytes) {
  if (distinct === 1 && present === events) return "constant";
  const dense = events * codeWidth(distinct);
  const sparse = present * (2 + codeWidth(distinct - 1));
  const plain = bytes + (present === events ? 0 : present * 2);
  if (plain < usedBytes + Math.min(dense, sparse)) return "plain";
  return sparse * 2 <= dense ? "sparse" : "dictionary";
}
function encodeCodes(encoding, positions, codes, distinct, events) {
  if (encoding === "constant") return NOTHING;
  if (encoding === "plain") return positions.length === events ? NOTHING : bytesOf(positions);
  if (encoding === "sparse") {
    const narrow = newCodes(codes.length, codeWidth(distinct - 1));
    for (let index = 0; index < codes.length; index++) narrow[index] = codes[index] - 1;
    return joined([positions, narrow]);
  }
  const dense = newCodes(events, codeWidth(distinct));
  for (let index = 0; index < positions.length; index++) dense[positions[index]] = codes[index];
  return bytesOf(dense);
}
function countKinds(table, entries, kinds) {
  const present = entries.length;
  if (kinds === 1 << TEXT) return { strings: present, numbers: 0, booleans: 0 };
  if ((kinds & ~NUMBERS) === 0) return { strings: 0, numbers: present, booleans: 0 };
  let strings = 0;
  let numbers = 0;
  for (const entry of entries) {
    const kind2 = table.kind(entry);
    if (kind2 === TEXT) strings++;
    else if ((NUMBERS & 1 << kind2) !== 0) numbers++;
  }
  return { strings, numbers, booleans: present - strings - numbers };
}
function numberRange(table, used, kinds) {
  if ((kinds & NUMBERS) === 0) return { min: null, max: null };
  let min = null;
  let max = null;
  for (const entry of used) {
    const kind2 = table.kind(entry);
    if ((NUMBERS & 1 << kind2) === 0) continue;
    const value = kind2 === NUMBER ? table.number(entry) : Number(table.text(entry));
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { min, max };
}
function examplesOf(table, used) {
  const examples = [];
  for (let index = 0; index < used.length && examples.length < EXAMPLES; index++) {
    const entry = used[index];
    if (table.length(entry) <= EXAMPLE_BYTES) examples.push(exampleOf(table, entry));
  }
  return examples;
}
function exampleOf(table, entry) {
  const kind2 = table.kind(entry);
  if (kind2 === TEXT || kind2 === EXACT_NUMBER) return table.text(entry);
  if (kind2 === NUMBER) return String(table.number(entry));
  return kind2 === TRUE ? "1" : "0";
}

// src/store/leaf-log.ts
var FIRST_LEAVES = 512;
var FIRST_COLUMNS = 16;
var MAX_KEPT_BYTES = 32 << 20;
var LeafLog = class {
  /** Pairs of a column and an entry. */
  #leaves = new Int32Array(FIRST_LEAVES * 2);
  /** Words used, also those of the unfinished event. */
  #fill = 0;
  #events = 0;
  /** Where the leaves of each event begin; one more than there are events. */
  #starts = new Uint32Array(64);
  /** By column the latest event that has it. */
  #latest = new Int32Array(FIRST_COLUMNS);
  /** Number of the unfinished event, also counting abandoned ones. */
  #serial = 1;
  /** Memory in use, in bytes. */
  get heldBytes() {
    return this.#fill * 4 + this.#starts.byteLength + this.#latest.byteLength;
  }
  /** Forgets all events. The memory is used again, if it is not too much. */
  clear() {
    if (this.#leaves.byteLength > MAX_KEPT_BYTES) this.#leaves = new Int32Array(FIRST_LEAVES * 2);
    this.#latest.fill(0);
    this.#fill = 0;
    this.#events = 0;
    this.#serial = 1;
  }
  /** Makes room for columns with ids below `columns`. */
  reserve(columns) {
    if (columns > this.#latest.length) this.#latest = grownInt32(this.#latest, columns);
  }
  /** Whether the unfinished event has no value of the column yet. */
  isNew(column) {
    return this.#latest[column] !== this.#serial;
  }
  add(column, entry) {
    if (this.#fill === this.#leaves.length) this.#leaves = grownInt32(this.#leaves, this.#fill + 2);
    this.#leaves[this.#fill] = column;
    this.#leaves[this.#fill + 1] = entry;
    this.#fill += 2;
    this.#latest[column] = this.#serial;
  }
  endEvent() {
    this.#events++;
    this.#serial++;
    if (this.#events === this.#starts.length) this.#starts = grownUint32(this.#starts, this.#events + 1);
    this.#starts[this.#events] = this.#fill;
  }
  /** Forgets the leaves of the unfinished event. */
  abandonEvent() {
    this.#fill = this.#starts[this.#events];
    this.#serial++;
  }
  /**
   * The leaves of the events in `order`, by column. The unfinished event must have been abandoned.
   * @param order numbers of events; the position of an event in it becomes its row.
   */
  *columns(order) {
    const leaves = this.#leaves;
    const starts = this.#starts;
    const { ends, total } = this.#ends(order);
    const positions = new Uint16Array(total);
    const entries = new Uint32Array(total);
    for (let position = order.length - 1; position >= 0; position--) {
      const event = order[position];
      const end = starts[event + 1];
      for (let at = starts[event]; at < end; at += 2) {
        const column = leaves[at];
        const place = ends[column] - 1;
        ends[column] = place;
        positions[place] = position;
        entries[place] = leaves[at + 1];
      }
    }
    for (let column = 0; column < ends.length; column++) {
      const start = ends[column];
      const end = column + 1 < ends.length ? ends[column + 1] : total;
      if (start === end) continue;
      yield { column, positions: positions.subarray(start, end), entries: entries.subarray(start, end) };
    }
  }
  /** Where each column ends when the leaves are sorted by column. */
  #ends(order) {
    const leaves = this.#leaves;
    const starts = this.#starts;
    const ends = new Uint32Array(this.#latest.length);
    for (let position = 0; position < order.length; position++) {
      const event = order[position];
      const end = starts[event + 1];
      for (let at = starts[event]; at < end; at += 2) {
        const column = leaves[at];
        ends[column] = ends[column] + 1;
      }
    }
    let total = 0;
    for (let column = 0; column < ends.length; column++) {
      total += ends[column];
      ends[column] = total;
    }
    return { ends, total };
  }
};

// src/store/record-blocks.ts
var BLOCK_BYTES = 128 * 1024;
var RecordBlocks = class _RecordBlocks {
  #pending = new Uint8Array(BLOCK_BYTES);
  #fill = 0;
  #blocks = [];
  /** Rank of the first record of each block. */
  #firsts = [];
  #lengths = new Uint32Array(64);
  #count = 0;
  #stored = 0;
  #bytes = 0;
  /** Bytes of all records, uncompressed. */
  get recordBytes() {
    return this.#bytes;
  }
  get heldBytes() {
    return this.#stored + BLOCK_BYTES + this.#lengths.byteLength;
  }
  append(bytes, start, end) {
    const length = end - start;
    if (this.#fill + length > BLOCK_BYTES) this.#flush();
    if (this.#fill === 0) this.#firsts.push(this.#count);
    if (this.#count === this.#lengths.length) this.#lengths = grownUint32(this.#lengths, this.#count + 1);
    this.#lengths[this.#count++] = length;
    this.#bytes += length;
    if (length > BLOCK_BYTES) {
      this.#push(frame(bytes.subarray(start, end)));
    } else {
      this.#pending.set(bytes.subarray(start, end), this.#fill);
      this.#fill += length;
      if (this.#fill === 0) this.#push(frame(new Uint8Array(0)));
    }
  }
  /**
   * The blocks, the length of each record and the rank of the first record of each block; ranks count in the order of `append`.
   * @param dropped one byte per record, 1 = leave it out.
   */
  finish(dropped) {
    this.#flush();
    if (dropped?.includes(1)) return this.#without(dropped).finish(void 0);
    return {
      blocks: this.#blocks,
      lengths: this.#lengths.slice(0, this.#count),
      firsts: Uint32Array.from(this.#firsts)
    };
  }
  #flush() {
    if (this.#fill > 0) this.#push(frame(this.#pending.subarray(0, this.#fill)));
    this.#fill = 0;
  }
  #push(block) {
    this.#blocks.push(block);
    this.#stored += block.length;
  }
  /** A copy without the dropped records; blocks that lose none are taken over as they are. */
  #without(dropped) {
    const kept = new _RecordBlocks();
    for (const [index, block] of this.#blocks.entries()) {
      const first = this.#firsts[index] ?? 0;
      const next = this.#firsts[index + 1] ?? this.#count;
      const lost = dropped.subarray(first, next);
      if (!lost.includes(1)) kept.#takeOver(block, this.#lengths.subarray(first, next));
      else if (lost.includes(0)) kept.#takeSome(unframe(block, "a record block"), this.#lengths, first, next, dropped);
    }
    return kept;
  }
  #takeOver(block, lengths) {
    this.#flush();
    this.#firsts.push(this.#count);
    this.#push(block);
    for (const length of lengths) {
      if (this.#count === this.#lengths.length) this.#lengths = grownUint32(this.#lengths, this.#count + 1);
      this.#lengths[this.#count++] = length;
      this.#bytes += length;
    }
  }
  #takeSome(raw, lengths, first, next, dropped) {
    let start = 0;
    for (let rank = first; rank < next; rank++) {
      const end = start + (lengths[rank] ?? 0);
      if (dropped[rank] !== 1) this.append(raw, start, end);
      start = end;
    }
  }
};

// src/store/row-order.ts
var ROW_NUMBERS = 65536;
function newestFirst(rows, times, sources, ordinals) {
  let newest = Number.NEGATIVE_INFINITY;
  let oldest = Number.POSITIVE_INFINITY;
  let inOrder = true;
  let whole = true;
  let previous = -1;
  for (const row of rows) {
    const time = times[row];
    if (time > newest) newest = time;
    if (time < oldest) oldest = time;
    whole &&= Number.isSafeInteger(time);
    inOrder &&= previous < 0 || comesAfter(row, previous, sources, ordinals);
    previous = row;
  }
  if (whole && inOrder && newest - oldest < Number.MAX_SAFE_INTEGER / ROW_NUMBERS - 1) {
    const keys = Float64Array.from(rows, (row) => (newest - times[row]) * ROW_NUMBERS + row).sort();
    return Uint32Array.from(keys, (key2) => key2 % ROW_NUMBERS);
  }
  return rows.slice().sort(
    (a, b) => times[b] - times[a] || sources[a] - sources[b] || ordinals[a] - ordinals[b] || a - b
  );
}
function comesAfter(row, before2, sources, ordinals) {
  const source = sources[row];
  const previous = sources[before2];
  return source > previous || source === previous && ordinals[row] >= ordinals[before2];
}

// src/store/row-parts.ts
var CONTENT_BYTES = 16;
var KEY_BYTES = 8;
var IDENTITY_BYTES = CONTENT_BYTES + KEY_BYTES;
var STEPS = 0;
var DOUBLES = 1;
function encodeTimes(times) {
  const newest = times[0] ?? 0;
  const oldest = times[times.length - 1] ?? 0;
  if (newest - oldest <= 4294967295 && times.every(Number.isSafeInteger)) {
    const steps = new Uint32Array(times.length);
    for (let row = 1; row < times.length; row++) steps[row] = (times[row - 1] ?? 0) - (times[row] ?? 0);
    return frame(joined([Uint32Array.of(STEPS, 0), Float64Array.of(newest), steps]));
  }
  return frame(joined([Uint32Array.of(DOUBLES, 0), times]));
}
function encodeOrigins({ sources, ordinals }) {
  const distinct = Uint32Array.from(new Set(sources)).sort();
  const index = new Map(Array.from(distinct, (source, i) => [source, i]));
  const largest = ordinals.reduce((max, ordinal) => Math.max(max, ordinal), 0);
  const narrow = newCodes(ordinals.length, codeWidth(largest));
  narrow.set(ordinals);
  const codes = newCodes(sources.length, codeWidth(distinct.length - 1));
  for (let row = 0; row < sources.length; row++) codes[row] = index.get(sources[row] ?? 0) ?? 0;
  const header = Uint32Array.of(distinct.length, narrow.BYTES_PER_ELEMENT);
  return frame(joined([header, distinct, ...[narrow, codes].sort(widestFirst)]));
}
function widestFirst(a, b) {
  return b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT;
}
function encodeIdentities(contents, keys) {
  return frame(joined([contents, keys]), false);
}
function decodeIdentities(raw, events, what) {
  if (raw.length !== events * IDENTITY_BYTES) throw corrupt(`${what} is shorter than its counts`);
  return { contents: raw.subarray(0, events * CONTENT_BYTES), keys: raw.subarray(events * CONTENT_BYTES) };
}
function encodeLocations({ lengths, ranks, firsts }) {
  return frame(joined([Uint32Array.of(firsts.length, 0), lengths, firsts, ranks]));
}

// src/store/value-table.ts
import { randomBytes } from "node:crypto";
var MAX_PROBES = 24;
var FIRST_REVIEW = 4096;
var REPEATING_SHARE = 0.1;
var LONG_VALUE = 96;
var KIND_BITS = 3;
var KIND_MASK = (1 << KIND_BITS) - 1;
var START = 0;
var LENGTH = 1;
var OWNER = 2;
var HASH = 3;
var ENTRY_WORDS = 4;
var LATEST = 0;
var COUNT = 1;
var DISTINCT = 2;
var COLLECTED = 3;
var COLUMN_WORDS = 4;
var FIRST_COLUMNS2 = 16;
var FIRST_ENTRIES = 64;
var FIRST_SLOTS = 256;
var FIRST_BYTES = 4096;
var ENTRY_BYTES = ENTRY_WORDS * 4;
var SLOT_BYTES = 16;
var MAX_KEPT_BYTES2 = 64 << 20;
var SEED = randomBytes(4).readInt32LE();
var SCALARS = new Uint8Array(16);
var SCALAR_VIEW = new DataView(SCALARS.buffer);
var FALSE_AT = 8;
var TRUE_AT = 9;
SCALARS[TRUE_AT] = 1;
var ValueTable = class {
  /** Bytes of the entries, one after another. */
  arena = Buffer.alloc(FIRST_BYTES);
  #view = viewOf(this.arena);
  #fill = 0;
  #words = new Int32Array(FIRST_ENTRIES * ENTRY_WORDS);
  /** Number of entries. */
  entries = 0;
  /** Pairs of a hash and an entry + 1; 0 = free. */
  #slots = new Int32Array(FIRST_SLOTS * 2);
  #used = 0;
  /** Entries that found no free slot, by owner and bytes. */
  #overflow;
  #columns = new Int32Array(FIRST_COLUMNS2 * COLUMN_WORDS);
  /** The two latest buffers that values came from. */
  #bytes = SCALARS;
  #bytesView = SCALAR_VIEW;
  #otherBytes = SCALARS;
  #otherView = SCALAR_VIEW;
  /** Memory in use, in bytes. */
  get heldBytes() {
    return this.#fill + this.entries * ENTRY_BYTES + this.#used * SLOT_BYTES + this.#columns.byteLength;
  }
  /** Forgets all entries. Their memory is used again: to give it back and to ask for it again costs more than it takes to clear it. */
  clear() {
    if (this.arena.length + this.#words.byteLength + this.#slots.byteLength > MAX_KEPT_BYTES2) {
      this.arena = Buffer.alloc(FIRST_BYTES);
      this.#view = viewOf(this.arena);
      this.#words = new Int32Array(FIRST_ENTRIES * ENTRY_WORDS);
      this.#slots = new Int32Array(FIRST_SLOTS * 2);
    } else {
      this.#slots.fill(0);
    }
    this.#columns.fill(0);
    this.#fill = 0;
    this.entries = 0;
    this.#used = 0;
    this.#overflow = void 0;
    this.#bytes = SCALARS;
    this.#bytesView = SCALAR_VIEW;
    this.#otherBytes = SCALARS;
    this.#otherView = SCALAR_VIEW;
  }
  /** Makes room for columns with ids below `columns`. */
  reserve(columns) {
    if (columns * COLUMN_WORDS <= this.#columns.length) return;
    this.#columns = grownInt32(this.#columns, columns * COLUMN_WORDS);
  }
  /** The entry of a value of a column: `bytes` from `start` to `end`. */
  add(column, kind2, bytes, start, end) {
    return this.#add(column, kind2, bytes, this.#viewOf(bytes), start, end - start);
  }
  addNumber(column, value) {
    SCALAR_VIEW.setFloat64(0, value, true);
    return this.#add(column, NUMBER, SCALARS, SCALAR_VIEW, 0, 8);
  }
  addBoolean(column, value) {
    return this.#add(column, value ? TRUE : FALSE, SCALARS, SCALAR_VIEW, value ? TRUE_AT : FALSE_AT, 1);
  }
  start(entry) {
    return this.#words[entry * ENTRY_WORDS + START];
  }
  length(entry) {
    return this.#words[entry * ENTRY_WORDS + LENGTH];
  }
  kind(entry) {
    return this.#words[entry * ENTRY_WORDS + OWNER] & KIND_MASK;
  }
  /** Whether a value of the column may have several entries, because they are no longer looked up. */
  isCollected(column) {
    return this.#columns[column * COLUMN_WORDS + COLLECTED] !== 0;
  }
  number(entry) {
    return this.#view.getFloat64(this.start(entry), true);
  }
  text(entry) {
    const start = this.start(entry);
    return this.arena.toString("utf8", start, start + this.length(entry));
  }
  /** Writes the bytes of an entry to `target` at `at`; returns how many. */
  copy(entry, target, targetView, at) {
    const length = this.length(entry);
    copyBytes(this.arena, this.#view, this.start(entry), length, target, targetView, at);
    return length;
  }
  #add(column, kind2, bytes, view, start, length) {
    const columns = this.#columns;
    const state = column * COLUMN_WORDS;
    const owner = column << KIND_BITS | kind2;
    columns[state + COUNT] = columns[state + COUNT] + 1;
    const latest = columns[state + LATEST] - 1;
    if (latest >= 0 && this.#holds(latest, owner, view, start, length)) return latest;
    const entry = columns[state + COLLECTED] === 0 ? this.#intern(state, owner, bytes, view, start, length) : this.#append(owner, 0, bytes, view, start, length);
    columns[state + LATEST] = entry + 1;
    return entry;
  }
  #holds(entry, owner, view, start, length) {
    const words = this.#words;
    const word = entry * ENTRY_WORDS;
    if (words[word + OWNER] !== owner || words[word + LENGTH] !== length) return false;
    const arena = this.#view;
    let mine = words[word + START];
    let theirs = start;
    if (length < 4) {
      for (const end = start + length; theirs < end; ) {
        if (arena.getUint8(mine++) !== view.getUint8(theirs++)) return false;
      }
      return true;
    }
    const last = start + length - 4;
    while (theirs < last) {
      if (arena.getInt32(mine, true) !== view.getInt32(theirs, true)) return false;
      mine += 4;
      theirs += 4;
    }
    return arena.getInt32(mine - theirs + last, true) === view.getInt32(last, true);
  }
  #intern(state, owner, bytes, view, start, length) {
    if (this.#used * 4 >= this.#slots.length) this.#grow();
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash2 = hashOf(owner, view, start, length);
    let slot = hash2 << 1 & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const found = slots[slot + 1];
      if (found === 0) {
        const entry2 = this.#append(owner, hash2, bytes, view, start, length);
        slots[slot] = hash2;
        slots[slot + 1] = entry2 + 1;
        this.#used++;
        this.#countDistinct(state);
        return entry2;
      }
      if (slots[slot] === hash2 && this.#holds(found - 1, owner, view, start, length)) return found - 1;
      slot = slot + 2 & mask;
    }
    this.#overflow ??= /* @__PURE__ */ new Map();
    const key2 = overflowKey(owner, bytes, start, length);
    let entry = this.#overflow.get(key2);
    if (entry === void 0) {
      entry = this.#append(owner, hash2, bytes, view, start, length);
      this.#overflow.set(key2, entry);
      this.#countDistinct(state);
    }
    return entry;
  }
  /** Values that hardly ever repeat (ids) are only collected from some number on. */
  #countDistinct(state) {
    const distinct = this.#columns[state + DISTINCT] + 1;
    this.#columns[state + DISTINCT] = distinct;
    if (distinct < FIRST_REVIEW || (distinct & distinct - 1) !== 0) return;
    if (distinct > this.#columns[state + COUNT] * (1 - REPEATING_SHARE)) {
      this.#columns[state + COLLECTED] = 1;
    }
  }
  #append(owner, hash2, bytes, view, start, length) {
    const at = this.#fill;
    if (at + length > this.arena.length) this.#growArena(at + length);
    copyBytes(bytes, view, start, length, this.arena, this.#view, at);
    this.#fill = at + length;
    const entry = this.entries++;
    const word = entry * ENTRY_WORDS;
    if (word === this.#words.length) this.#words = grownInt32(this.#words, word + ENTRY_WORDS);
    const words = this.#words;
    words[word + START] = at;
    words[word + LENGTH] = length;
    words[word + OWNER] = owner;
    words[word + HASH] = hash2;
    return entry;
  }
  #growArena(needed) {
    const grown = Buffer.alloc(Math.max(needed, this.arena.length * 2));
    this.arena.copy(grown, 0, 0, this.#fill);
    this.arena = grown;
    this.#view = viewOf(grown);
  }
  #grow() {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 1;
    this.#slots = slots;
    this.#used = 0;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] !== 0) this.#place(slots, mask, old[from + 1] - 1);
    }
    const overflow = this.#overflow;
    this.#overflow = void 0;
    for (const entry of overflow?.values() ?? []) this.#place(slots, mask, entry);
  }
  #place(slots, mask, entry) {
    const word = entry * ENTRY_WORDS;
    const hash2 = this.#words[word + HASH];
    let slot = hash2 << 1 & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      if (slots[slot + 1] === 0) {
        slots[slot] = hash2;
        slots[slot + 1] = entry + 1;
        this.#used++;
        return;
      }
      slot = slot + 2 & mask;
    }
    this.#overflow ??= /* @__PURE__ */ new Map();
    const key2 = overflowKey(this.#words[word + OWNER], this.arena, this.start(entry), this.length(entry));
    this.#overflow.set(key2, entry);
  }
  /** Most values come from the window of the reader, the others from the scratch of the walker. */
  #viewOf(bytes) {
    if (bytes === this.#bytes) return this.#bytesView;
    if (bytes === this.#otherBytes) return this.#otherView;
    this.#otherBytes = this.#bytes;
    this.#otherView = this.#bytesView;
    this.#bytes = bytes;
    this.#bytesView = viewOf(bytes);
    return this.#bytesView;
  }
};
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function overflowKey(owner, bytes, start, length) {
  return `${owner}:${Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString("latin1")}`;
}
function copyBytes(from, fromView, start, length, to, toView, at) {
  if (length > LONG_VALUE) {
    to.set(from.subarray(start, start + length), at);
  } else if (length < 4) {
    for (let i = 0; i < length; i++) to[at + i] = from[start + i];
  } else {
    const last = length - 4;
    for (let i = 0; i < last; i += 4) toView.setInt32(at + i, fromView.getInt32(start + i, true), true);
    toView.setInt32(at + last, fromView.getInt32(start + last, true), true);
  }
}
function hashOf(owner, view, start, length) {
  let hash2 = Math.imul(SEED ^ owner, 461845907) ^ length;
  if (length < 4) {
    for (let at = start; at < start + length; at++) hash2 = Math.imul(hash2 ^ view.getUint8(at), 16777619);
  } else {
    const last = start + length - 4;
    for (let at = start; at < last; at += 4) {
      hash2 = Math.imul(hash2 ^ view.getInt32(at, true), 1540483477);
      hash2 ^= hash2 >>> 15;
    }
    hash2 = Math.imul(hash2 ^ view.getInt32(last, true), 1540483477);
  }
  hash2 = Math.imul(hash2 ^ hash2 >>> 16, 2246822507);
  return hash2 ^ hash2 >>> 13;
}

// src/store/segment-builder.ts
var SEGMENT_EVENTS = 65536;
var SegmentBuilder = class {
  #paths = [];
  #ids = /* @__PURE__ */ new Map();
  #values = new ValueTable();
  #leaves = new LeafLog();
  #events = 0;
  #blocks = new RecordBlocks();
  #times = new Float64Array(64);
  #eventTimes = new Float64Array(64);
  #sources = new Uint32Array(64);
  #ordinals = new Uint32Array(64);
  #contents = new Uint8Array(64 * CONTENT_BYTES);
  #keys = new Uint8Array(64 * KEY_BYTES);
  /** Events of the segment so far. */
  get events() {
    return this.#events;
  }
  /** Bytes of their records. */
  get recordBytes() {
    return this.#blocks.recordBytes;
  }
  /** Approximate memory held for the segment, in bytes. */
  get heldBytes() {
    return this.#values.heldBytes + this.#leaves.heldBytes + this.#blocks.heldBytes + this.#times.length * 48;
  }
  /** The id of a field path; it stays the same over the life of the builder. */
  column(path) {
    let id = this.#ids.get(path);
    if (id === void 0) {
      const stored = Buffer.from(path).toString();
      id = this.#ids.get(stored);
      if (id === void 0) {
        id = this.#paths.push(stored) - 1;
        this.#values.reserve(this.#paths.length);
        this.#leaves.reserve(this.#paths.length);
      }
      this.#ids.set(path, id);
      this.#ids.set(stored, id);
    }
    return id;
  }
  /** A string leaf of the current event: UTF-8 `bytes` from `start` to `end`. The first value of a column in an event wins. */
  addText(column, bytes, start, end) {
    if (this.#leaves.isNew(column)) this.#leaves.add(column, this.#values.add(column, TEXT, bytes, start, end));
  }
  addNumber(column, value) {
    if (this.#leaves.isNew(column)) this.#leaves.add(column, this.#values.addNumber(column, value));
  }
  /** A JSON number that a double cannot hold; it reads back as `text`. */
  addExactNumber(column, text2) {
    if (!this.#leaves.isNew(column)) return;
    const bytes = Buffer.from(text2);
    this.#leaves.add(column, this.#values.add(column, EXACT_NUMBER, bytes, 0, bytes.length));
  }
  addBoolean(column, value) {
    if (this.#leaves.isNew(column)) this.#leaves.add(column, this.#values.addBoolean(column, value));
  }
  /**
   * Completes the current event with its record: `bytes` from `start` to `end`, kept as they are.
   * @throws RangeError when the segment is full (`SEGMENT_EVENTS`).
   */
  endEvent(meta, bytes, start, end) {
    const row = this.#events;
    if (row === SEGMENT_EVENTS) throw new RangeError(`A segment holds at most ${SEGMENT_EVENTS} events`);
    if (row === this.#times.length) this.#growRows();
    this.#times[row] = meta.timestamp;
    this.#eventTimes[row] = meta.eventTime;
    this.#sources[row] = meta.source;
    this.#ordinals[row] = meta.ordinal;
    this.#contents.set(meta.content, row * CONTENT_BYTES);
    this.#keys.set(meta.key, row * KEY_BYTES);
    this.#blocks.append(bytes, start, end);
    this.#leaves.endEvent();
    this.#events++;
  }
  #growRows() {
    const needed = this.#events + 1;
    this.#times = grownFloat64(this.#times, needed);
    this.#eventTimes = grownFloat64(this.#eventTimes, needed);
    this.#sources = grownUint32(this.#sources, needed);
    this.#ordinals = grownUint32(this.#ordinals, needed);
    this.#contents = grownUint8(this.#contents, needed * CONTENT_BYTES);
    this.#keys = grownUint8(this.#keys, needed * KEY_BYTES);
  }
  /** Drops the leaves of the unfinished event. */
  abandonEvent() {
    this.#leaves.abandonEvent();
  }
  /** What tells the events apart, in feeding order, for `StoreWriter.claim`. A copy. */
  identities() {
    return {
      contents: this.#contents.slice(0, this.#events * CONTENT_BYTES),
      keys: this.#keys.slice(0, this.#events * KEY_BYTES),
      eventTimes: this.#eventTimes.slice(0, this.#events),
      sources: this.#sources.slice(0, this.#events)
    };
  }
  /**
   * Encodes the events as a segment and starts the next one.
   * @param dropped one byte per event in feeding order, 1 = leave it out.
   * @returns undefined when no event is left.
   */
  seal(dropped) {
    this.abandonEvent();
    const order = this.#order(dropped);
    const segment = order.length === 0 ? void 0 : this.#encode(order, dropped);
    this.#reset();
    return segment;
  }
  /** The kept rows, newest first; ties by source, then ordinal, then as fed. */
  #order(dropped) {
    const kept = new Uint32Array(this.#events);
    let count = 0;
    for (let row = 0; row < this.#events; row++) if (dropped?.[row] !== 1) kept[count++] = row;
    return newestFirst(kept.subarray(0, count), this.#times, this.#sources, this.#ordinals);
  }
  #encode(order, dropped) {
    const events = order.length;
    const times = Float64Array.from(order, (row) => this.#times[row] ?? 0);
    const eventTimes = Float64Array.from(order, (row) => this.#eventTimes[row] ?? 0);
    const place = new Int32Array(this.#events).fill(-1);
    for (let position = 0; position < events; position++) place[order[position] ?? 0] = position;
    const { blocks, lengths, firsts } = this.#blocks.finish(dropped);
    const ranks = ranksOf(place, events);
    return {
      events,
      minTime: times[events - 1] ?? 0,
      maxTime: times[0] ?? 0,
      minEventTime: eventTimes.reduce((a, b) => Math.min(a, b)),
      maxEventTime: eventTimes.reduce((a, b) => Math.max(a, b)),
      recordBytes: lengths.reduce((a, b) => a + b, 0),
      times: encodeTimes(times),
      origins: encodeOrigins({
        sources: order.map((row) => this.#sources[row] ?? 0),
        ordinals: order.map((row) => this.#ordinals[row] ?? 0)
      }),
      identities: encodeIdentities(gather(this.#contents, CONTENT_BYTES, order), gather(this.#keys, KEY_BYTES, order)),
      locations: encodeLocations({ lengths: Uint32Array.from(ranks, (rank) => lengths[rank] ?? 0), ranks, firsts }),
      blocks,
      chunks: this.#chunks(order)
    };
  }
  #chunks(order) {
    const encoder = new ChunkEncoder(this.#values, order.length);
    return Array.from(
      this.#leaves.columns(order),
      ({ column, positions, entries }) => encoder.encode({
        path: this.#paths[column] ?? "",
        positions,
        entries,
        collected: this.#values.isCollected(column)
      })
    );
  }
  #reset() {
    this.#events = 0;
    this.#blocks = new RecordBlocks();
    this.#values.clear();
    this.#leaves.clear();
  }
};
function ranksOf(place, events) {
  const ranks = new Uint16Array(events);
  let rank = 0;
  for (const position of place) if (position >= 0) ranks[position] = rank++;
  return ranks;
}
function gather(bytes, size, order) {
  const gathered = new Uint8Array(order.length * size);
  for (let i = 0; i < order.length; i++) {
    const from = (order[i] ?? 0) * size;
    gathered.set(bytes.subarray(from, from + size), i * size);
  }
  return gathered;
}

// node_modules/minizlib/dist/esm/index.js
import assert from "assert";
import { Buffer as Buffer2 } from "buffer";

// node_modules/minipass/dist/esm/index.js
import { EventEmitter } from "node:events";
import Stream from "node:stream";
import { StringDecoder } from "node:string_decoder";
var proc = typeof process === "object" && process ? process : {
  stdout: null,
  stderr: null
};
var isStream = (s) => !!s && typeof s === "object" && (s instanceof Minipass || s instanceof Stream || isReadable(s) || isWritable(s));
var isReadable = (s) => !!s && typeof s === "object" && s instanceof EventEmitter && typeof s.pipe === "function" && // node core Writable streams have a pipe() method, but it throws
s.pipe !== Stream.Writable.prototype.pipe;
var isWritable = (s) => !!s && typeof s === "object" && s instanceof EventEmitter && typeof s.write === "function" && typeof s.end === "function";
var EOF = /* @__PURE__ */ Symbol("EOF");
var MAYBE_EMIT_END = /* @__PURE__ */ Symbol("maybeEmitEnd");
var EMITTED_END = /* @__PURE__ */ Symbol("emittedEnd");
var EMITTING_END = /* @__PURE__ */ Symbol("emittingEnd");
var EMITTED_ERROR = /* @__PURE__ */ Symbol("emittedError");
var CLOSED = /* @__PURE__ */ Symbol("closed");
var READ = /* @__PURE__ */ Symbol("read");
var FLUSH = /* @__PURE__ */ Symbol("flush");
var FLUSHCHUNK = /* @__PURE__ */ Symbol("flushChunk");
var ENCODING = /* @__PURE__ */ Symbol("encoding");
var DECODER = /* @__PURE__ */ Symbol("decoder");
var FLOWING = /* @__PURE__ */ Symbol("flowing");
var PAUSED = /* @__PURE__ */ Symbol("paused");
var RESUME = /* @__PURE__ */ Symbol("resume");
var BUFFER = /* @__PURE__ */ Symbol("buffer");
var PIPES = /* @__PURE__ */ Symbol("pipes");
var BUFFERLENGTH = /* @__PURE__ */ Symbol("bufferLength");
var BUFFERPUSH = /* @__PURE__ */ Symbol("bufferPush");
var BUFFERSHIFT = /* @__PURE__ */ Symbol("bufferShift");
var OBJECTMODE = /* @__PURE__ */ Symbol("objectMode");
var DESTROYED = /* @__PURE__ */ Symbol("destroyed");
var ERROR = /* @__PURE__ */ Symbol("error");
var EMITDATA = /* @__PURE__ */ Symbol("emitData");
var EMITEND = /* @__PURE__ */ Symbol("emitEnd");
var EMITEND2 = /* @__PURE__ */ Symbol("emitEnd2");
var ASYNC = /* @__PURE__ */ Symbol("async");
var ABORT = /* @__PURE__ */ Symbol("abort");
var ABORTED = /* @__PURE__ */ Symbol("aborted");
var SIGNAL = /* @__PURE__ */ Symbol("signal");
var DATALISTENERS = /* @__PURE__ */ Symbol("dataListeners");
var DISCARDED = /* @__PURE__ */ Symbol("discarded");
var defer = (fn) => Promise.resolve().then(fn);
var nodefer = (fn) => fn();
var isEndish = (ev) => ev === "end" || ev === "finish" || ev === "prefinish";
var isArrayBufferLike = (b) => b instanceof ArrayBuffer || !!b && typeof b === "object" && b.constructor && b.constructor.name === "ArrayBuffer" && b.byteLength >= 0;
var isArrayBufferView = (b) => !Buffer.isBuffer(b) && ArrayBuffer.isView(b);
var Pipe = class {
  src;
  dest;
  opts;
  ondrain;
  constructor(src2, dest, opts) {
    this.src = src2;
    this.dest = dest;
    this.opts = opts;
    this.ondrain = () => src2[RESUME]();
    this.dest.on("drain", this.ondrain);
  }
  unpipe() {
    this.dest.removeListener("drain", this.ondrain);
  }
  // only here for the prototype
  /* c8 ignore start */
  proxyErrors(_er) {
  }
  /* c8 ignore stop */
  end() {
    this.unpipe();
    if (this.opts.end)
      this.dest.end();
  }
};
var PipeProxyErrors = class extends Pipe {
  unpipe() {
    this.src.removeListener("error", this.proxyErrors);
    super.unpipe();
  }
  constructor(src2, dest, opts) {
    super(src2, dest, opts);
    this.proxyErrors = (er) => this.dest.emit("error", er);
    src2.on("error", this.proxyErrors);
  }
};
var isObjectModeOptions = (o) => !!o.objectMode;
var isEncodingOptions = (o) => !o.objectMode && !!o.encoding && o.encoding !== "buffer";
var Minipass = class extends EventEmitter {
  [FLOWING] = false;
  [PAUSED] = false;
  [PIPES] = [];
  [BUFFER] = [];
  [OBJECTMODE];
  [ENCODING];
  [ASYNC];
  [DECODER];
  [EOF] = false;
  [EMITTED_END] = false;
  [EMITTING_END] = false;
  [CLOSED] = false;
  [EMITTED_ERROR] = null;
  [BUFFERLENGTH] = 0;
  [DESTROYED] = false;
  [SIGNAL];
  [ABORTED] = false;
  [DATALISTENERS] = 0;
  [DISCARDED] = false;
  /**
   * true if the stream can be written
   */
  writable = true;
  /**
   * true if the stream can be read
   */
  readable = true;
  /**
   * If `RType` is Buffer, then options do not need to be provided.
   * Otherwise, an options object must be provided to specify either
   * {@link Minipass.SharedOptions.objectMode} or
   * {@link Minipass.SharedOptions.encoding}, as appropriate.
   */
  constructor(...args) {
    const options = args[0] || {};
    super();
    if (options.objectMode && typeof options.encoding === "string") {
      throw new TypeError("Encoding and objectMode may not be used together");
    }
    if (isObjectModeOptions(options)) {
      this[OBJECTMODE] = true;
      this[ENCODING] = null;
    } else if (isEncodingOptions(options)) {
      this[ENCODING] = options.encoding;
      this[OBJECTMODE] = false;
    } else {
      this[OBJECTMODE] = false;
      this[ENCODING] = null;
    }
    this[ASYNC] = !!options.async;
    this[DECODER] = this[ENCODING] ? new StringDecoder(this[ENCODING]) : null;
    if (options && options.debugExposeBuffer === true) {
      Object.defineProperty(this, "buffer", { get: () => this[BUFFER] });
    }
    if (options && options.debugExposePipes === true) {
      Object.defineProperty(this, "pipes", { get: () => this[PIPES] });
    }
    const { signal } = options;
    if (signal) {
      this[SIGNAL] = signal;
      if (signal.aborted) {
        this[ABORT]();
      } else {
        signal.addEventListener("abort", () => this[ABORT]());
      }
    }
  }
  /**
   * The amount of data stored in the buffer waiting to be read.
   *
   * For Buffer strings, this will be the total byte length.
   * For string encoding streams, this will be the string character length,
   * according to JavaScript's `string.length` logic.
   * For objectMode streams, this is a count of the items waiting to be
   * emitted.
   */
  get bufferLength() {
    return this[BUFFERLENGTH];
  }
  /**
   * The `BufferEncoding` currently in use, or `null`
   */
  get encoding() {
    return this[ENCODING];
  }
  /**
   * @deprecated - This is a read only property
   */
  set encoding(_enc) {
    throw new Error("Encoding must be set at instantiation time");
  }
  /**
   * @deprecated - Encoding may only be set at instantiation time
   */
  setEncoding(_enc) {
    throw new Error("Encoding must be set at instantiation time");
  }
  /**
   * True if this is an objectMode stream
   */
  get objectMode() {
    return this[OBJECTMODE];
  }
  /**
   * @deprecated - This is a read-only property
   */
  set objectMode(_om) {
    throw new Error("objectMode must be set at instantiation time");
  }
  /**
   * true if this is an async stream
   */
  get ["async"]() {
    return this[ASYNC];
  }
  /**
   * Set to true to make this stream async.
   *
   * Once set, it cannot be unset, as this would potentially cause incorrect
   * behavior.  Ie, a sync stream can be made async, but an async stream
   * cannot be safely made sync.
   */
  set ["async"](a) {
    this[ASYNC] = this[ASYNC] || !!a;
  }
  // drop everything and get out of the flow completely
  [ABORT]() {
    this[ABORTED] = true;
    this.emit("abort", this[SIGNAL]?.reason);
    this.destroy(this[SIGNAL]?.reason);
  }
  /**
   * True if the stream has been aborted.
   */
  get aborted() {
    return this[ABORTED];
  }
  /**
   * No-op setter. Stream aborted status is set via the AbortSignal provided
   * in the constructor options.
   */
  set aborted(_) {
  }
  write(chunk, encoding, cb) {
    if (this[ABORTED])
      return false;
    if (this[EOF])
      throw new Error("write after end");
    if (this[DESTROYED]) {
      this.emit("error", Object.assign(new Error("Cannot call write after a stream was destroyed"), { code: "ERR_STREAM_DESTROYED" }));
      return true;
    }
    if (typeof encoding === "function") {
      cb = encoding;
      encoding = "utf8";
    }
    if (!encoding)
      encoding = "utf8";
    const fn = this[ASYNC] ? defer : nodefer;
    if (!this[OBJECTMODE] && !Buffer.isBuffer(chunk)) {
      if (isArrayBufferView(chunk)) {
        chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      } else if (isArrayBufferLike(chunk)) {
        chunk = Buffer.from(chunk);
      } else if (typeof chunk !== "string") {
        throw new Error("Non-contiguous data written to non-objectMode stream");
      }
    }
    if (this[OBJECTMODE]) {
      if (this[FLOWING] && this[BUFFERLENGTH] !== 0)
        this[FLUSH](true);
      if (this[FLOWING])
        this.emit("data", chunk);
      else
        this[BUFFERPUSH](chunk);
      if (this[BUFFERLENGTH] !== 0)
        this.emit("readable");
      if (cb)
        fn(cb);
      return this[FLOWING];
    }
    if (!chunk.length) {
      if (this[BUFFERLENGTH] !== 0)
        this.emit("readable");
      if (cb)
        fn(cb);
      return this[FLOWING];
    }
    if (typeof chunk === "string" && // unless it is a string already ready for us to use
    !(encoding === this[ENCODING] && !this[DECODER]?.lastNeed)) {
      chunk = Buffer.from(chunk, encoding);
    }
    if (Buffer.isBuffer(chunk) && this[ENCODING]) {
      chunk = this[DECODER].write(chunk);
    }
    if (this[FLOWING] && this[BUFFERLENGTH] !== 0)
      this[FLUSH](true);
    if (this[FLOWING])
      this.emit("data", chunk);
    else
      this[BUFFERPUSH](chunk);
    if (this[BUFFERLENGTH] !== 0)
      this.emit("readable");
    if (cb)
      fn(cb);
    return this[FLOWING];
  }
  /**
   * Low-level explicit read method.
   *
   * In objectMode, the argument is ignored, and one item is returned if
   * available.
   *
   * `n` is the number of bytes (or in the case of encoding streams,
   * characters) to consume. If `n` is not provided, then the entire buffer
   * is returned, or `null` is returned if no data is available.
   *
   * If `n` is greater that the amount of data in the internal buffer,
   * then `null` is returned.
   */
  read(n2) {
    if (this[DESTROYED])
      return null;
    this[DISCARDED] = false;
    if (this[BUFFERLENGTH] === 0 || n2 === 0 || n2 && n2 > this[BUFFERLENGTH]) {
      this[MAYBE_EMIT_END]();
      return null;
    }
    if (this[OBJECTMODE])
      n2 = null;
    if (this[BUFFER].length > 1 && !this[OBJECTMODE]) {
      this[BUFFER] = [
        this[ENCODING] ? this[BUFFER].join("") : Buffer.concat(this[BUFFER], this[BUFFERLENGTH])
      ];
    }
    const ret = this[READ](n2 || null, this[BUFFER][0]);
    this[MAYBE_EMIT_END]();
    return ret;
  }
  [READ](n2, chunk) {
    if (this[OBJECTMODE])
      this[BUFFERSHIFT]();
    else {
      const c = chunk;
      if (n2 === c.length || n2 === null)
        this[BUFFERSHIFT]();
      else if (typeof c === "string") {
        this[BUFFER][0] = c.slice(n2);
        chunk = c.slice(0, n2);
        this[BUFFERLENGTH] -= n2;
      } else {
        this[BUFFER][0] = c.subarray(n2);
        chunk = c.subarray(0, n2);
        this[BUFFERLENGTH] -= n2;
      }
    }
    this.emit("data", chunk);
    if (!this[BUFFER].length && !this[EOF])
      this.emit("drain");
    return chunk;
  }
  end(chunk, encoding, cb) {
    if (typeof chunk === "function") {
      cb = chunk;
      chunk = void 0;
    }
    if (typeof encoding === "function") {
      cb = encoding;
      encoding = "utf8";
    }
    if (chunk !== void 0)
      this.write(chunk, encoding);
    if (cb)
      this.once("end", cb);
    this[EOF] = true;
    this.writable = false;
    if (this[FLOWING] || !this[PAUSED])
      this[MAYBE_EMIT_END]();
    return this;
  }
  // don't let the internal resume be overwritten
  [RESUME]() {
    if (this[DESTROYED])
      return;
    if (!this[DATALISTENERS] && !this[PIPES].length) {
      this[DISCARDED] = true;
    }
    this[PAUSED] = false;
    this[FLOWING] = true;
    this.emit("resume");
    if (this[BUFFER].length)
      this[FLUSH]();
    else if (this[EOF])
      this[MAYBE_EMIT_END]();
    else
      this.emit("drain");
  }
  /**
   * Resume the stream if it is currently in a paused state
   *
   * If called when there are no pipe destinations or `data` event listeners,
   * this will place the stream in a "discarded" state, where all data will
   * be thrown away. The discarded state is removed if a pipe destination or
   * data handler is added, if pause() is called, or if any synchronous or
   * asynchronous iteration is started.
   */
  resume() {
    return this[RESUME]();
  }
  /**
   * Pause the stream
   */
  pause() {
    this[FLOWING] = false;
    this[PAUSED] = true;
    this[DISCARDED] = false;
  }
  /**
   * true if the stream has been forcibly destroyed
   */
  get destroyed() {
    return this[DESTROYED];
  }
  /**
   * true if the stream is currently in a flowing state, meaning that
   * any writes will be immediately emitted.
   */
  get flowing() {
    return this[FLOWING];
  }
  /**
   * true if the stream is currently in a paused state
   */
  get paused() {
    return this[PAUSED];
  }
  [BUFFERPUSH](chunk) {
    if (this[OBJECTMODE])
      this[BUFFERLENGTH] += 1;
    else
      this[BUFFERLENGTH] += chunk.length;
    this[BUFFER].push(chunk);
  }
  [BUFFERSHIFT]() {
    if (this[OBJECTMODE])
      this[BUFFERLENGTH] -= 1;
    else
      this[BUFFERLENGTH] -= this[BUFFER][0].length;
    return this[BUFFER].shift();
  }
  [FLUSH](noDrain = false) {
    do {
    } while (this[FLUSHCHUNK](this[BUFFERSHIFT]()) && this[BUFFER].length);
    if (!noDrain && !this[BUFFER].length && !this[EOF])
      this.emit("drain");
  }
  [FLUSHCHUNK](chunk) {
    this.emit("data", chunk);
    return this[FLOWING];
  }
  /**
   * Pipe all data emitted by this stream into the destination provided.
   *
   * Triggers the flow of data.
   */
  pipe(dest, opts) {
    if (this[DESTROYED])
      return dest;
    this[DISCARDED] = false;
    const ended = this[EMITTED_END];
    opts = opts || {};
    if (dest === proc.stdout || dest === proc.stderr)
      opts.end = false;
    else
      opts.end = opts.end !== false;
    opts.proxyErrors = !!opts.proxyErrors;
    if (ended) {
      if (opts.end)
        dest.end();
    } else {
      this[PIPES].push(!opts.proxyErrors ? new Pipe(this, dest, opts) : new PipeProxyErrors(this, dest, opts));
      if (this[ASYNC])
        defer(() => this[RESUME]());
      else
        this[RESUME]();
    }
    return dest;
  }
  /**
   * Fully unhook a piped destination stream.
   *
   * If the destination stream was the only consumer of this stream (ie,
   * there are no other piped destinations or `'data'` event listeners)
   * then the flow of data will stop until there is another consumer or
   * {@link Minipass#resume} is explicitly called.
   */
  unpipe(dest) {
    const p = this[PIPES].find((p2) => p2.dest === dest);
    if (p) {
      if (this[PIPES].length === 1) {
        if (this[FLOWING] && this[DATALISTENERS] === 0) {
          this[FLOWING] = false;
        }
        this[PIPES] = [];
      } else
        this[PIPES].splice(this[PIPES].indexOf(p), 1);
      p.unpipe();
    }
  }
  /**
   * Alias for {@link Minipass#on}
   */
  addListener(ev, handler) {
    return this.on(ev, handler);
  }
  /**
   * Mostly identical to `EventEmitter.on`, with the following
   * behavior differences to prevent data loss and unnecessary hangs:
   *
   * - Adding a 'data' event handler will trigger the flow of data
   *
   * - Adding a 'readable' event handler when there is data waiting to be read
   *   will cause 'readable' to be emitted immediately.
   *
   * - Adding an 'endish' event handler ('end', 'finish', etc.) which has
   *   already passed will cause the event to be emitted immediately and all
   *   handlers removed.
   *
   * - Adding an 'error' event handler after an error has been emitted will
   *   cause the event to be re-emitted immediately with the error previously
   *   raised.
   */
  on(ev, handler) {
    const ret = super.on(ev, handler);
    if (ev === "data") {
      this[DISCARDED] = false;
      this[DATALISTENERS]++;
      if (!this[PIPES].length && !this[FLOWING]) {
        this[RESUME]();
      }
    } else if (ev === "readable" && this[BUFFERLENGTH] !== 0) {
      super.emit("readable");
    } else if (isEndish(ev) && this[EMITTED_END]) {
      super.emit(ev);
      this.removeAllListeners(ev);
    } else if (ev === "error" && this[EMITTED_ERROR]) {
      const h = handler;
      if (this[ASYNC])
        defer(() => h.call(this, this[EMITTED_ERROR]));
      else
        h.call(this, this[EMITTED_ERROR]);
    }
    return ret;
  }
  /**
   * Alias for {@link Minipass#off}
   */
  removeListener(ev, handler) {
    return this.off(ev, handler);
  }
  /**
   * Mostly identical to `EventEmitter.off`
   *
   * If a 'data' event handler is removed, and it was the last consumer
   * (ie, there are no pipe destinations or other 'data' event listeners),
   * then the flow of data will stop until there is another consumer or
   * {@link Minipass#resume} is explicitly called.
   */
  off(ev, handler) {
    const ret = super.off(ev, handler);
    if (ev === "data") {
      this[DATALISTENERS] = this.listeners("data").length;
      if (this[DATALISTENERS] === 0 && !this[DISCARDED] && !this[PIPES].length) {
        this[FLOWING] = false;
      }
    }
    return ret;
  }
  /**
   * Mostly identical to `EventEmitter.removeAllListeners`
   *
   * If all 'data' event handlers are removed, and they were the last consumer
   * (ie, there are no pipe destinations), then the flow of data will stop
   * until there is another consumer or {@link Minipass#resume} is explicitly
   * called.
   */
  removeAllListeners(ev) {
    const ret = super.removeAllListeners(ev);
    if (ev === "data" || ev === void 0) {
      this[DATALISTENERS] = 0;
      if (!this[DISCARDED] && !this[PIPES].length) {
        this[FLOWING] = false;
      }
    }
    return ret;
  }
  /**
   * true if the 'end' event has been emitted
   */
  get emittedEnd() {
    return this[EMITTED_END];
  }
  [MAYBE_EMIT_END]() {
    if (!this[EMITTING_END] && !this[EMITTED_END] && !this[DESTROYED] && this[BUFFER].length === 0 && this[EOF]) {
      this[EMITTING_END] = true;
      this.emit("end");
      this.emit("prefinish");
      this.emit("finish");
      if (this[CLOSED])
        this.emit("close");
      this[EMITTING_END] = false;
    }
  }
  /**
   * Mostly identical to `EventEmitter.emit`, with the following
   * behavior differences to prevent data loss and unnecessary hangs:
   *
   * If the stream has been destroyed, and the event is something other
   * than 'close' or 'error', then `false` is returned and no handlers
   * are called.
   *
   * If the event is 'end', and has already been emitted, then the event
   * is ignored. If the stream is in a paused or non-flowing state, then
   * the event will be deferred until data flow resumes. If the stream is
   * async, then handlers will be called on the next tick rather than
   * immediately.
   *
   * If the event is 'close', and 'end' has not yet been emitted, then
   * the event will be deferred until after 'end' is emitted.
   *
   * If the event is 'error', and an AbortSignal was provided for the stream,
   * and there are no listeners, then the event is ignored, matching the
   * behavior of node core streams in the presense of an AbortSignal.
   *
   * If the event is 'finish' or 'prefinish', then all listeners will be
   * removed after emitting the event, to prevent double-firing.
   */
  emit(ev, ...args) {
    const data = args[0];
    if (ev !== "error" && ev !== "close" && ev !== DESTROYED && this[DESTROYED]) {
      return false;
    } else if (ev === "data") {
      return !this[OBJECTMODE] && !data ? false : this[ASYNC] ? (defer(() => this[EMITDATA](data)), true) : this[EMITDATA](data);
    } else if (ev === "end") {
      return this[EMITEND]();
    } else if (ev === "close") {
      this[CLOSED] = true;
      if (!this[EMITTED_END] && !this[DESTROYED])
        return false;
      const ret2 = super.emit("close");
      this.removeAllListeners("close");
      return ret2;
    } else if (ev === "error") {
      this[EMITTED_ERROR] = data;
      super.emit(ERROR, data);
      const ret2 = !this[SIGNAL] || this.listeners("error").length ? super.emit("error", data) : false;
      this[MAYBE_EMIT_END]();
      return ret2;
    } else if (ev === "resume") {
      const ret2 = super.emit("resume");
      this[MAYBE_EMIT_END]();
      return ret2;
    } else if (ev === "finish" || ev === "prefinish") {
      const ret2 = super.emit(ev);
      this.removeAllListeners(ev);
      return ret2;
    }
    const ret = super.emit(ev, ...args);
    this[MAYBE_EMIT_END]();
    return ret;
  }
  [EMITDATA](data) {
    for (const p of this[PIPES]) {
      if (p.dest.write(data) === false)
        this.pause();
    }
    const ret = this[DISCARDED] ? false : super.emit("data", data);
    this[MAYBE_EMIT_END]();
    return ret;
  }
  [EMITEND]() {
    if (this[EMITTED_END])
      return false;
    this[EMITTED_END] = true;
    this.readable = false;
    return this[ASYNC] ? (defer(() => this[EMITEND2]()), true) : this[EMITEND2]();
  }
  [EMITEND2]() {
    if (this[DECODER]) {
      const data = this[DECODER].end();
      if (data) {
        for (const p of this[PIPES]) {
          p.dest.write(data);
        }
        if (!this[DISCARDED])
          super.emit("data", data);
      }
    }
    for (const p of this[PIPES]) {
      p.end();
    }
    const ret = super.emit("end");
    this.removeAllListeners("end");
    return ret;
  }
  /**
   * Return a Promise that resolves to an array of all emitted data once
   * the stream ends.
   */
  async collect() {
    const buf = Object.assign([], {
      dataLength: 0
    });
    if (!this[OBJECTMODE])
      buf.dataLength = 0;
    const p = this.promise();
    this.on("data", (c) => {
      buf.push(c);
      if (!this[OBJECTMODE])
        buf.dataLength += c.length;
    });
    await p;
    return buf;
  }
  /**
   * Return a Promise that resolves to the concatenation of all emitted data
   * once the stream ends.
   *
   * Not allowed on objectMode streams.
   */
  async concat() {
    if (this[OBJECTMODE]) {
      throw new Error("cannot concat in objectMode");
    }
    const buf = await this.collect();
    return this[ENCODING] ? buf.join("") : Buffer.concat(buf, buf.dataLength);
  }
  /**
   * Return a void Promise that resolves once the stream ends.
   */
  async promise() {
    return new Promise((resolve3, reject) => {
      this.on(DESTROYED, () => reject(new Error("stream destroyed")));
      this.on("error", (er) => reject(er));
      this.on("end", () => resolve3());
    });
  }
  /**
   * Asynchronous `for await of` iteration.
   *
   * This will continue emitting all chunks until the stream terminates.
   */
  [Symbol.asyncIterator]() {
    this[DISCARDED] = false;
    let stopped = false;
    const stop = async () => {
      this.pause();
      stopped = true;
      return { value: void 0, done: true };
    };
    const next = () => {
      if (stopped)
        return stop();
      const res = this.read();
      if (res !== null)
        return Promise.resolve({ done: false, value: res });
      if (this[EOF])
        return stop();
      let resolve3;
      let reject;
      const onerr = (er) => {
        this.off("data", ondata);
        this.off("end", onend);
        this.off(DESTROYED, ondestroy);
        stop();
        reject(er);
      };
      const ondata = (value) => {
        this.off("error", onerr);
        this.off("end", onend);
        this.off(DESTROYED, ondestroy);
        this.pause();
        resolve3({ value, done: !!this[EOF] });
      };
      const onend = () => {
        this.off("error", onerr);
        this.off("data", ondata);
        this.off(DESTROYED, ondestroy);
        stop();
        resolve3({ done: true, value: void 0 });
      };
      const ondestroy = () => onerr(new Error("stream destroyed"));
      return new Promise((res2, rej) => {
        reject = rej;
        resolve3 = res2;
        this.once(DESTROYED, ondestroy);
        this.once("error", onerr);
        this.once("end", onend);
        this.once("data", ondata);
      });
    };
    return {
      next,
      throw: stop,
      return: stop,
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => {
      }
    };
  }
  /**
   * Synchronous `for of` iteration.
   *
   * The iteration will terminate when the internal buffer runs out, even
   * if the stream has not yet terminated.
   */
  [Symbol.iterator]() {
    this[DISCARDED] = false;
    let stopped = false;
    const stop = () => {
      this.pause();
      this.off(ERROR, stop);
      this.off(DESTROYED, stop);
      this.off("end", stop);
      stopped = true;
      return { done: true, value: void 0 };
    };
    const next = () => {
      if (stopped)
        return stop();
      const value = this.read();
      return value === null ? stop() : { done: false, value };
    };
    this.once("end", stop);
    this.once(ERROR, stop);
    this.once(DESTROYED, stop);
    return {
      next,
      throw: stop,
      return: stop,
      [Symbol.iterator]() {
        return this;
      },
      [Symbol.dispose]: () => {
      }
    };
  }
  /**
   * Destroy a stream, preventing it from being used for any further purpose.
   *
   * If the stream has a `close()` method, then it will be called on
   * destruction.
   *
   * After destruction, any attempt to write data, read data, or emit most
   * events will be ignored.
   *
   * If an error argument is provided, then it will be emitted in an
   * 'error' event.
   */
  destroy(er) {
    if (this[DESTROYED]) {
      if (er)
        this.emit("error", er);
      else
        this.emit(DESTROYED);
      return this;
    }
    this[DESTROYED] = true;
    this[DISCARDED] = true;
    this[BUFFER].length = 0;
    this[BUFFERLENGTH] = 0;
    const wc = this;
    if (typeof wc.close === "function" && !this[CLOSED])
      wc.close();
    if (er)
      this.emit("error", er);
    else
      this.emit(DESTROYED);
    return this;
  }
  /**
   * Alias for {@link isStream}
   *
   * Former export location, maintained for backwards compatibility.
   *
   * @deprecated
   */
  static get isStream() {
    return isStream;
  }
};

// node_modules/minizlib/dist/esm/index.js
import * as realZlib2 from "zlib";

// node_modules/minizlib/dist/esm/constants.js
import realZlib from "zlib";
var realZlibConstants = realZlib.constants || { ZLIB_VERNUM: 4736 };
var constants2 = Object.freeze(Object.assign(/* @__PURE__ */ Object.create(null), {
  Z_NO_FLUSH: 0,
  Z_PARTIAL_FLUSH: 1,
  Z_SYNC_FLUSH: 2,
  Z_FULL_FLUSH: 3,
  Z_FINISH: 4,
  Z_BLOCK: 5,
  Z_OK: 0,
  Z_STREAM_END: 1,
  Z_NEED_DICT: 2,
  Z_ERRNO: -1,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
  Z_VERSION_ERROR: -6,
  Z_NO_COMPRESSION: 0,
  Z_BEST_SPEED: 1,
  Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1,
  Z_FILTERED: 1,
  Z_HUFFMAN_ONLY: 2,
  Z_RLE: 3,
  Z_FIXED: 4,
  Z_DEFAULT_STRATEGY: 0,
  DEFLATE: 1,
  INFLATE: 2,
  GZIP: 3,
  GUNZIP: 4,
  DEFLATERAW: 5,
  INFLATERAW: 6,
  UNZIP: 7,
  BROTLI_DECODE: 8,
  BROTLI_ENCODE: 9,
  Z_MIN_WINDOWBITS: 8,
  Z_MAX_WINDOWBITS: 15,
  Z_DEFAULT_WINDOWBITS: 15,
  Z_MIN_CHUNK: 64,
  Z_MAX_CHUNK: Infinity,
  Z_DEFAULT_CHUNK: 16384,
  Z_MIN_MEMLEVEL: 1,
  Z_MAX_MEMLEVEL: 9,
  Z_DEFAULT_MEMLEVEL: 8,
  Z_MIN_LEVEL: -1,
  Z_MAX_LEVEL: 9,
  Z_DEFAULT_LEVEL: -1,
  BROTLI_OPERATION_PROCESS: 0,
  BROTLI_OPERATION_FLUSH: 1,
  BROTLI_OPERATION_FINISH: 2,
  BROTLI_OPERATION_EMIT_METADATA: 3,
  BROTLI_MODE_GENERIC: 0,
  BROTLI_MODE_TEXT: 1,
  BROTLI_MODE_FONT: 2,
  BROTLI_DEFAULT_MODE: 0,
  BROTLI_MIN_QUALITY: 0,
  BROTLI_MAX_QUALITY: 11,
  BROTLI_DEFAULT_QUALITY: 11,
  BROTLI_MIN_WINDOW_BITS: 10,
  BROTLI_MAX_WINDOW_BITS: 24,
  BROTLI_LARGE_MAX_WINDOW_BITS: 30,
  BROTLI_DEFAULT_WINDOW: 22,
  BROTLI_MIN_INPUT_BLOCK_BITS: 16,
  BROTLI_MAX_INPUT_BLOCK_BITS: 24,
  BROTLI_PARAM_MODE: 0,
  BROTLI_PARAM_QUALITY: 1,
  BROTLI_PARAM_LGWIN: 2,
  BROTLI_PARAM_LGBLOCK: 3,
  BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING: 4,
  BROTLI_PARAM_SIZE_HINT: 5,
  BROTLI_PARAM_LARGE_WINDOW: 6,
  BROTLI_PARAM_NPOSTFIX: 7,
  BROTLI_PARAM_NDIRECT: 8,
  BROTLI_DECODER_RESULT_ERROR: 0,
  BROTLI_DECODER_RESULT_SUCCESS: 1,
  BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: 2,
  BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: 3,
  BROTLI_DECODER_PARAM_DISABLE_RING_BUFFER_REALLOCATION: 0,
  BROTLI_DECODER_PARAM_LARGE_WINDOW: 1,
  BROTLI_DECODER_NO_ERROR: 0,
  BROTLI_DECODER_SUCCESS: 1,
  BROTLI_DECODER_NEEDS_MORE_INPUT: 2,
  BROTLI_DECODER_NEEDS_MORE_OUTPUT: 3,
  BROTLI_DECODER_ERROR_FORMAT_EXUBERANT_NIBBLE: -1,
  BROTLI_DECODER_ERROR_FORMAT_RESERVED: -2,
  BROTLI_DECODER_ERROR_FORMAT_EXUBERANT_META_NIBBLE: -3,
  BROTLI_DECODER_ERROR_FORMAT_SIMPLE_HUFFMAN_ALPHABET: -4,
  BROTLI_DECODER_ERROR_FORMAT_SIMPLE_HUFFMAN_SAME: -5,
  BROTLI_DECODER_ERROR_FORMAT_CL_SPACE: -6,
  BROTLI_DECODER_ERROR_FORMAT_HUFFMAN_SPACE: -7,
  BROTLI_DECODER_ERROR_FORMAT_CONTEXT_MAP_REPEAT: -8,
  BROTLI_DECODER_ERROR_FORMAT_BLOCK_LENGTH_1: -9,
  BROTLI_DECODER_ERROR_FORMAT_BLOCK_LENGTH_2: -10,
  BROTLI_DECODER_ERROR_FORMAT_TRANSFORM: -11,
  BROTLI_DECODER_ERROR_FORMAT_DICTIONARY: -12,
  BROTLI_DECODER_ERROR_FORMAT_WINDOW_BITS: -13,
  BROTLI_DECODER_ERROR_FORMAT_PADDING_1: -14,
  BROTLI_DECODER_ERROR_FORMAT_PADDING_2: -15,
  BROTLI_DECODER_ERROR_FORMAT_DISTANCE: -16,
  BROTLI_DECODER_ERROR_DICTIONARY_NOT_SET: -19,
  BROTLI_DECODER_ERROR_INVALID_ARGUMENTS: -20,
  BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES: -21,
  BROTLI_DECODER_ERROR_ALLOC_TREE_GROUPS: -22,
  BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MAP: -25,
  BROTLI_DECODER_ERROR_ALLOC_RING_BUFFER_1: -26,
  BROTLI_DECODER_ERROR_ALLOC_RING_BUFFER_2: -27,
  BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES: -30,
  BROTLI_DECODER_ERROR_UNREACHABLE: -31
}, realZlibConstants));

// node_modules/minizlib/dist/esm/index.js
var OriginalBufferConcat = Buffer2.concat;
var desc = Object.getOwnPropertyDescriptor(Buffer2, "concat");
var noop = (args) => args;
var passthroughBufferConcat = desc?.writable === true || desc?.set !== void 0 ? (makeNoOp) => {
  Buffer2.concat = makeNoOp ? noop : OriginalBufferConcat;
} : (_) => {
};
var _superWrite = /* @__PURE__ */ Symbol("_superWrite");
var ZlibError = class extends Error {
  code;
  errno;
  constructor(err, origin) {
    super("zlib: " + err.message, { cause: err });
    this.code = err.code;
    this.errno = err.errno;
    if (!this.code)
      this.code = "ZLIB_ERROR";
    this.message = "zlib: " + err.message;
    Error.captureStackTrace(this, origin ?? this.constructor);
  }
  get name() {
    return "ZlibError";
  }
};
var _flushFlag = /* @__PURE__ */ Symbol("flushFlag");
var ZlibBase = class extends Minipass {
  #sawError = false;
  #ended = false;
  #flushFlag;
  #finishFlushFlag;
  #fullFlushFlag;
  #handle;
  #onError;
  get sawError() {
    return this.#sawError;
  }
  get handle() {
    return this.#handle;
  }
  /* c8 ignore start */
  get flushFlag() {
    return this.#flushFlag;
  }
  /* c8 ignore stop */
  constructor(opts, mode) {
    if (!opts || typeof opts !== "object")
      throw new TypeError("invalid options for ZlibBase constructor");
    super(opts);
    this.#flushFlag = opts.flush ?? 0;
    this.#finishFlushFlag = opts.finishFlush ?? 0;
    this.#fullFlushFlag = opts.fullFlushFlag ?? 0;
    if (typeof realZlib2[mode] !== "function") {
      throw new TypeError("Compression method not supported: " + mode);
    }
    try {
      this.#handle = new realZlib2[mode](opts);
    } catch (er) {
      throw new ZlibError(er, this.constructor);
    }
    this.#onError = (err) => {
      if (this.#sawError)
        return;
      this.#sawError = true;
      this.close();
      this.emit("error", err);
    };
    this.#handle?.on("error", (er) => this.#onError(new ZlibError(er)));
    this.once("end", () => this.close);
  }
  close() {
    if (this.#handle) {
      this.#handle.close();
      this.#handle = void 0;
      this.emit("close");
    }
  }
  reset() {
    if (!this.#sawError) {
      assert(this.#handle, "zlib binding closed");
      return this.#handle.reset?.();
    }
  }
  flush(flushFlag) {
    if (this.ended)
      return;
    if (typeof flushFlag !== "number")
      flushFlag = this.#fullFlushFlag;
    this.write(Object.assign(Buffer2.alloc(0), { [_flushFlag]: flushFlag }));
  }
  end(chunk, encoding, cb) {
    if (typeof chunk === "function") {
      cb = chunk;
      encoding = void 0;
      chunk = void 0;
    }
    if (typeof encoding === "function") {
      cb = encoding;
      encoding = void 0;
    }
    if (chunk) {
      if (encoding)
        this.write(chunk, encoding);
      else
        this.write(chunk);
    }
    this.flush(this.#finishFlushFlag);
    this.#ended = true;
    return super.end(cb);
  }
  get ended() {
    return this.#ended;
  }
  // overridden in the gzip classes to do portable writes
  [_superWrite](data) {
    return super.write(data);
  }
  write(chunk, encoding, cb) {
    if (typeof encoding === "function")
      cb = encoding, encoding = "utf8";
    if (typeof chunk === "string")
      chunk = Buffer2.from(chunk, encoding);
    if (this.#sawError)
      return;
    assert(this.#handle, "zlib binding closed");
    const nativeHandle = this.#handle._handle;
    const originalNativeClose = nativeHandle.close;
    nativeHandle.close = () => {
    };
    const originalClose = this.#handle.close;
    this.#handle.close = () => {
    };
    passthroughBufferConcat(true);
    let result = void 0;
    try {
      const flushFlag = typeof chunk[_flushFlag] === "number" ? chunk[_flushFlag] : this.#flushFlag;
      result = this.#handle._processChunk(chunk, flushFlag);
      passthroughBufferConcat(false);
    } catch (err) {
      passthroughBufferConcat(false);
      this.#onError(new ZlibError(err, this.write));
    } finally {
      if (this.#handle) {
        ;
        this.#handle._handle = nativeHandle;
        nativeHandle.close = originalNativeClose;
        this.#handle.close = originalClose;
        this.#handle.removeAllListeners("error");
      }
    }
    if (this.#handle)
      this.#handle.on("error", (er) => this.#onError(new ZlibError(er, this.write)));
    let writeReturn;
    if (result) {
      if (Array.isArray(result) && result.length > 0) {
        const r2 = result[0];
        writeReturn = this[_superWrite](Buffer2.from(r2));
        for (let i = 1; i < result.length; i++) {
          writeReturn = this[_superWrite](result[i]);
        }
      } else {
        writeReturn = this[_superWrite](Buffer2.from(result));
      }
    }
    if (cb)
      cb();
    return writeReturn;
  }
};
var Zlib = class extends ZlibBase {
  #level;
  #strategy;
  constructor(opts, mode) {
    opts = opts || {};
    opts.flush = opts.flush || constants2.Z_NO_FLUSH;
    opts.finishFlush = opts.finishFlush || constants2.Z_FINISH;
    opts.fullFlushFlag = constants2.Z_FULL_FLUSH;
    super(opts, mode);
    this.#level = opts.level;
    this.#strategy = opts.strategy;
  }
  params(level, strategy) {
    if (this.sawError)
      return;
    if (!this.handle)
      throw new Error("cannot switch params when binding is closed");
    if (!this.handle.params)
      throw new Error("not supported in this implementation");
    if (this.#level !== level || this.#strategy !== strategy) {
      this.flush(constants2.Z_SYNC_FLUSH);
      assert(this.handle, "zlib binding closed");
      const origFlush = this.handle.flush;
      this.handle.flush = (flushFlag, cb) => {
        if (typeof flushFlag === "function") {
          cb = flushFlag;
          flushFlag = this.flushFlag;
        }
        this.flush(flushFlag);
        cb?.();
      };
      try {
        ;
        this.handle.params(level, strategy);
      } finally {
        this.handle.flush = origFlush;
      }
      if (this.handle) {
        this.#level = level;
        this.#strategy = strategy;
      }
    }
  }
};
var Gzip = class extends Zlib {
  #portable;
  constructor(opts) {
    super(opts, "Gzip");
    this.#portable = opts && !!opts.portable;
  }
  [_superWrite](data) {
    if (!this.#portable)
      return super[_superWrite](data);
    this.#portable = false;
    data[9] = 255;
    return super[_superWrite](data);
  }
};
var Gunzip = class extends Zlib {
  constructor(opts) {
    super(opts, "Gunzip");
  }
};

// src/ingest/inflate.ts
var SLICE = 16384;
var OUTPUT_RATIO = 16;
var MIN_OUTPUT_CHUNK = 4096;
var MAX_OUTPUT_CHUNK = 65536;
var MAX_LAYERS = 3;
var RECOVERY_PIECES = [128, 1];
var Inflater = class {
  #budget;
  #layer;
  /**
   * `maxInflatedBytes`: what is compressed is read no further than that. `replay`: with it, what a damaged stream yields before the damage is recovered to the byte;
   * without it up to 16 KB of compressed data before the damage are lost.
   */
  constructor(maxInflatedBytes, replay) {
    this.#budget = { limit: maxInflatedBytes, replay, damage: void 0, cutShort: false };
    this.#layer = new Layer(this.#budget, 0);
  }
  /** What is wrong with the stream; once set nothing more is delivered. */
  get damage() {
    return this.#budget.damage;
  }
  /** Stored bytes read before the damage, in steps of `SLICE`. */
  get taken() {
    return this.#layer.taken;
  }
  /** Whether the limit ended the reading. */
  get cutShort() {
    return this.#budget.cutShort;
  }
  /** Takes stored bytes and yields the decompressed ones, in pieces of bounded size. */
  push(bytes) {
    return this.#layer.push(bytes);
  }
  /** Yields what is left and detects a stream that ends too early. */
  end() {
    return this.#layer.end();
  }
};
var Layer = class _Layer {
  #budget;
  #depth;
  #head = new Uint8Array(0);
  #mode = "start";
  #gunzip;
  #inner;
  #outputs = [];
  #error;
  /** Compressed bytes taken without an error. */
  taken = 0;
  #delivered = 0;
  constructor(budget, depth) {
    this.#budget = budget;
    this.#depth = depth;
  }
  *push(bytes) {
    let input = bytes;
    if (this.#mode === "start") {
      input = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
      if (input.length < 2) {
        this.#head = Uint8Array.from(input);
        return;
      }
      this.#start(input);
    }
    if (this.#mode === "plain") {
      yield input;
      return;
    }
    for (let at = 0; at < input.length && this.#budget.damage === void 0; at += SLICE) {
      const slice = input.subarray(at, at + SLICE);
      this.#write(slice);
      if (this.#error === void 0) {
        this.taken += slice.length;
        yield* this.#drain();
      } else {
        const words = this.#error;
        this.#outputs = [];
        yield* this.#recover();
        this.#budget.damage ??= words;
      }
    }
  }
  *end() {
    if (this.#mode === "start" && this.#head.length > 0) yield this.#head;
    if (this.#mode === "gzip" && this.#budget.damage === void 0) {
      this.#gunzip?.end();
      yield* this.#drain();
      this.#budget.damage ??= this.#error;
    }
    if (this.#inner !== void 0) yield* this.#inner.end();
  }
  #start(head) {
    const magic = head[0] === 31 && head[1] === 139;
    this.#mode = magic && this.#depth < MAX_LAYERS ? "gzip" : "plain";
    if (this.#mode === "plain") return;
    const chunkSize = Math.min(MAX_OUTPUT_CHUNK, Math.max(MIN_OUTPUT_CHUNK, head.length * OUTPUT_RATIO));
    this.#gunzip = this.#open(chunkSize);
    this.#inner = new _Layer(this.#budget, this.#depth + 1);
  }
  #open(chunkSize = MAX_OUTPUT_CHUNK) {
    const options = { chunkSize };
    const gunzip = new Gunzip(options);
    gunzip.on("data", (chunk) => this.#outputs.push(chunk));
    gunzip.on("error", (error) => {
      this.#error = describe(error instanceof Error ? error.message : String(error), this.#delivered > 0);
    });
    return gunzip;
  }
  #write(slice) {
    this.#gunzip?.write(Buffer.from(slice.buffer, slice.byteOffset, slice.length));
  }
  *#drain() {
    const outputs = this.#outputs;
    this.#outputs = [];
    for (const output of outputs) yield* this.#deliver(output);
  }
  *#deliver(bytes) {
    const { limit } = this.#budget;
    const room = limit - this.#delivered;
    const taken = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.#delivered += taken.length;
    if (taken.length > 0) {
      if (this.#inner === void 0) yield taken;
      else yield* this.#inner.push(taken);
    }
    if (taken.length < bytes.length) {
      this.#budget.damage = `inflates to more than ${limit} bytes; the rest was not read`;
      this.#budget.cutShort = true;
    }
  }
  /** zlib drops the output of the call that fails: what failed is given once more in small pieces, at last byte by byte. */
  *#recover() {
    const { replay } = this.#budget;
    if (replay === void 0 || this.#depth > 0) return;
    for (const size of RECOVERY_PIECES) {
      this.#error = void 0;
      this.#gunzip = this.#open();
      yield* this.#readAgain(replay(), size);
    }
  }
  /** Reads the input from its start, in pieces of `size` from the place of the error on, and delivers what was not delivered before. */
  *#readAgain(input, size) {
    let skip = this.#delivered;
    let position = 0;
    for (const chunk of input) {
      for (let at = 0; at < chunk.length; ) {
        const known = this.taken - position;
        const piece = chunk.subarray(at, at + (known > 0 ? Math.min(SLICE, known) : size));
        this.#write(piece);
        if (this.#error !== void 0 || this.#budget.damage !== void 0) {
          this.#outputs = [];
          return;
        }
        at += piece.length;
        position += piece.length;
        this.taken = Math.max(this.taken, position);
        const outputs = this.#outputs;
        this.#outputs = [];
        for (const output of outputs) {
          const again = Math.min(skip, output.length);
          skip -= again;
          if (again < output.length) yield* this.#deliver(output.subarray(again));
        }
      }
    }
  }
};
function describe(message, begun) {
  if (message.includes("unexpected end of file")) return "the gzip stream is truncated";
  if (message.includes("incorrect data check")) return "the gzip checksum does not match: the data is damaged";
  if (message.includes("incorrect length check")) return "the gzip length does not match: the data is damaged";
  if (message.includes("incorrect header check") && begun)
    return "there is other data after the end of the gzip stream";
  return `the gzip stream is damaged (${message.replace(/^zlib: /, "")})`;
}

// src/ingest/listing.ts
import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
var STANDARD_INPUT = "-";
function describeFileError(error) {
  const code = error instanceof Error && "code" in error ? error.code : void 0;
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  if (code === "ENOENT") return "there is no such file or folder";
  if (code === "EISDIR") return "it is a folder, not a file";
  if (code === "ELOOP") return "its symbolic links go round in a circle";
  return error instanceof Error ? error.message : String(error);
}
function listSources(sources, database) {
  const lister = new Lister(database);
  for (const source of sources) lister.add(source);
  return lister;
}
var Lister = class {
  notes = [];
  failed = [];
  #objects = /* @__PURE__ */ new Map();
  #own;
  /** Real folders that were listed, by device and inode, and the path by which each was reached. */
  #folders = /* @__PURE__ */ new Map();
  /** Links to folders wait until the real folders have been listed, so that the paths of objects are real where they can be. */
  #links = [];
  constructor(database) {
    const files = database === void 0 ? [] : ["", "-wal", "-shm", "-journal"].map((suffix) => database + suffix);
    this.#own = new Set(files.flatMap(realPaths));
  }
  get objects() {
    return [...this.#objects.values()];
  }
  add(source) {
    if (source === STANDARD_INPUT) {
      this.#objects.set(source, { uri: source, size: 0, modified: null });
      return;
    }
    const path = resolve(source);
    let count = this.#visit(path, void 0);
    for (let link = this.#links.shift(); link !== void 0; link = this.#links.shift()) count += this.#folder(link);
    if (count > 0) return;
    this.notes.push({ source: path, message: `there are no files in the folder ${basename(path)}` });
  }
  /** Lists a path; its number of objects, with those that could not be looked at. `isLink`: whether it is a link in a folder. */
  #visit(path, isLink) {
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) {
        if (isLink !== true) return this.#folder(path);
        this.#links.push(path);
        return 0;
      }
      if (!stat.isFile() && !(stat.isFIFO() && isLink === void 0)) {
        this.notes.push({ source: uriOf(path), message: "neither a file nor a folder: left out" });
        return isLink === void 0 ? 1 : 0;
      }
      if (stat.isFile() && this.#isOwn(path)) {
        if (isLink !== void 0) return 0;
        this.failed.push({ uri: uriOf(path), message: "it is the database that is being written" });
        return 1;
      }
      const modified = stat.isFile() ? Math.floor(stat.mtimeMs) : null;
      const uri = uriOf(path);
      this.#objects.set(uri, { uri, size: stat.isFile() ? stat.size : 0, modified });
      return 1;
    } catch (error) {
      this.failed.push({ uri: uriOf(path), message: describeFileError(error) });
      return 1;
    }
  }
  #folder(path) {
    try {
      const { dev, ino } = statSync(path, { bigint: true });
      const known = this.#folders.get(`${dev}:${ino}`);
      if (known !== void 0) {
        const message = `the same folder as ${known}: not followed`;
        if (known !== uriOf(path)) this.notes.push({ source: uriOf(path), message });
        return 1;
      }
      this.#folders.set(`${dev}:${ino}`, uriOf(path));
      let count = 0;
      for (const entry of readdirSync(path, { withFileTypes: true, encoding: "buffer" }).sort(byName)) {
        count += this.#visit(childOf(path, entry.name), entry.isSymbolicLink());
      }
      return count;
    } catch (error) {
      this.failed.push({ uri: uriOf(path), message: describeFileError(error) });
      return 1;
    }
  }
  #isOwn(path) {
    return this.#own.size > 0 && typeof path === "string" && realPaths(path).some((real) => this.#own.has(real));
  }
};
function realPaths(path) {
  try {
    return [realpathSync.native(path)];
  } catch {
    return [];
  }
}
function byName(a, b) {
  return a.name.compare(b.name);
}
function childOf(folder, name) {
  const text2 = name.toString("utf8");
  if (typeof folder === "string" && Buffer.from(text2).equals(name)) return join(folder, text2);
  return Buffer.concat([Buffer.from(folder), Buffer.from("/"), name]);
}

// src/ingest/origin.ts
import { basename as basename2 } from "node:path";

// src/ingest/time.ts
var ISO = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d:?\d\d)?$/;
var DELIVERY = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z/;
function dayNumber(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}
function fromParts(year, month, day, hour, minute, second) {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const days = dayNumber(year, month, day);
  if (day > 28 && new Date(days * 864e5).getUTCDate() !== day) return Number.NaN;
  return ((days * 24 + hour) * 60 + minute) * 6e4 + second * 1e3;
}
function digits(bytes, start, count) {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
function parseTime(bytes) {
  if (bytes.length === 20 && bytes[19] === 90 && bytes[10] === 84 && bytes[4] === 45 && bytes[7] === 45) {
    if (bytes[13] === 58 && bytes[16] === 58) {
      const year = digits(bytes, 0, 4);
      const month = digits(bytes, 5, 2);
      const day = digits(bytes, 8, 2);
      return fromParts(year, month, day, digits(bytes, 11, 2), digits(bytes, 14, 2), digits(bytes, 17, 2));
    }
  }
  return bytes.length > 64 ? Number.NaN : parseTimeText(Buffer.from(bytes).toString("latin1"));
}
function parseTimeText(text2) {
  const parts = ISO.exec(text2);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second = "0", fraction = "", zone = "Z"] = parts;
  const time = fromParts(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  if (zone === "Z" || zone === "z") return time + milliseconds;
  const offset = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return time + milliseconds - (zone.startsWith("-") ? -offset : offset) * 6e4;
}
function deliveryTime(name) {
  const parts = DELIVERY.exec(name);
  if (parts === null) return void 0;
  const [, year, month, day, hour, minute, second = "0"] = parts;
  const time = fromParts(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  return Number.isNaN(time) ? void 0 : time;
}

// src/ingest/origin.ts
var FOLDERS = /(?:^|[\\/])AWSLogs[\\/](?:o-[a-z0-9]+[\\/])?(\d{12})[\\/]CloudTrail[^\\/]*[\\/]([a-z][a-z0-9-]+)[\\/]/;
var FILE = /^(\d{12})_CloudTrail[^_]*_([a-z][a-z0-9-]+)_\d{8}T\d{4}/;
function originOf(path, modified, now) {
  const name = basename2(path);
  const parts = FILE.exec(name) ?? FOLDERS.exec(path);
  return { account: parts?.[1] ?? "", region: parts?.[2] ?? "", delivered: deliveryTime(name) ?? modified ?? now };
}

// src/ingest/event-marks.ts
var LOOK_AHEAD = 256;
var MAX_KEY = 64;
var MAX_KEYS = 16;
var EVENT_VERSION = Buffer.from('"eventVersion"');
var QUOTE = 34;
var COMPANIONS = [Buffer.from('"eventName"'), Buffer.from('"eventSource"')];
var SORTED_FIRST = ["additionalEventData", "apiVersion", "awsRegion", "errorCode", "eventCategory"];
var isSpace = (byte) => byte === 32 || byte === 10 || byte === 13 || byte === 9;
function holdsEvents(bytes, start, end) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  return view.includes(EVENT_VERSION) && COMPANIONS.some((key2) => view.includes(key2));
}
function beginsEnvelope(bytes, position, end) {
  const head = bytes.toString("latin1", position, Math.min(end, position + LOOK_AHEAD));
  return /^\{\s*"Records"/.test(head);
}
function namesRecords(bytes, position, end) {
  return /"records"/i.test(bytes.toString("latin1", position, Math.min(end, position + LOOK_AHEAD)));
}
var FirstKeys = class {
  /** In quotes. */
  #keys = [EVENT_VERSION, ...SORTED_FIRST.map((key2) => Buffer.from(`"${key2}"`))];
  /** Remembers how the record at `start` begins. */
  learn(bytes, start, end) {
    if (this.find(bytes, start, end) !== void 0 || this.#keys.length === MAX_KEYS) return;
    const open = bytes.indexOf(QUOTE, start);
    const close = bytes.indexOf(QUOTE, open + 1);
    if (open < 0 || close <= open + 1 || close >= end || close - open > MAX_KEY) return;
    this.#keys.push(Buffer.from(bytes.subarray(open, close + 1)));
  }
  /** If an object that begins with one of the keys is at `position`: where the key ends, and whether it is `eventVersion`. */
  find(bytes, position, end) {
    if (bytes[position] !== 123) return void 0;
    const limit = Math.min(end, position + LOOK_AHEAD);
    let at = position + 1;
    while (at < limit && isSpace(bytes[at])) at++;
    for (const key2 of this.#keys) {
      if (at + key2.length > limit) continue;
      let same = 0;
      while (same < key2.length && bytes[at + same] === key2[same]) same++;
      if (same === key2.length) return { end: at + same, certain: key2 === EVENT_VERSION };
    }
    return void 0;
  }
};

// src/ingest/head-verdict.ts
var CSV_COLUMNS = /event ?(?:id|name|time|source|version|json)|user ?(?:identity|name)|aws ?region|source ?ip ?address/gi;
var SQLITE = "SQLite format 3\0";
var APPLICATION_ID = "TRQL";
var APPLICATION_ID_AT = 68;
var HEAD_BYTES = 4096;
function headVerdict(head) {
  const text2 = head.toString("latin1", 0, HEAD_BYTES);
  const header = text2.split("\n", 1)[0] ?? "";
  if (text2.startsWith("Permission Check Successful")) {
    return recognised("export-test", "other", "test object of a CloudWatch Logs export");
  }
  if (text2.startsWith(SQLITE)) {
    const own = text2.startsWith(APPLICATION_ID, APPLICATION_ID_AT);
    return own ? recognised("trailql", "other", "a TrailQL database: its events can be queried, not ingested") : recognised("sqlite", "failed", "a SQLite database");
  }
  const isJson = header.includes("{") || header.includes('":');
  if (!isJson && header.includes(",") && new Set(header.toLowerCase().match(CSV_COLUMNS)).size >= 2) {
    return recognised("csv", "failed", "CSV is not supported: it does not hold the whole events");
  }
  const start = JSON.stringify(text2.slice(0, 20).replace(/[^\x20-\x7e]/g, "?"));
  const message = `neither JSON nor gzip: it starts with ${start}`;
  return { recognised: false, end: { container: "unknown", status: "failed", message } };
}
function recognised(container, status, message) {
  return { recognised: true, end: { container, status, message } };
}

// src/ingest/reading-summary.ts
var MEMBERS_NAMED = 3;
var plural = (count, words) => `${count} ${words}${count === 1 ? "" : "s"}`;
var ReadingSummary = class {
  /** Values at the top level, complete or not. */
  values = 0;
  /** Events and rejects. */
  records = 0;
  /** Whether there were any bytes at all. */
  anyBytes = false;
  #others = 0;
  #container = "";
  #lines = false;
  #sawNewLine = false;
  #damage = /* @__PURE__ */ new Map();
  #foreign = /* @__PURE__ */ new Map();
  #notes = /* @__PURE__ */ new Set();
  #held;
  #unreadable;
  /** A value, an array, an envelope or a line begins at the top level. */
  found(what) {
    if (this.values > 0 && this.#sawNewLine) this.#lines = true;
    this.values++;
    this.#sawNewLine = false;
    if (what !== "value" && (this.#container === "" || what === "cloudtrail")) this.#container = what;
  }
  newLine() {
    this.#sawNewLine = true;
  }
  /** Notes damage; equal texts are counted. */
  damage(words) {
    this.#damage.set(words, (this.#damage.get(words) ?? 0) + 1);
  }
  /** Counts a reject; `wellFormed` ones are only something else than an event. */
  reject(wellFormed) {
    this.records++;
    if (wellFormed) this.#others++;
  }
  /** Whether a known other document is counted as such: as long as nothing else was found. If not it is a reject. */
  takesForeign(kind2) {
    if (this.records > 0 || this.#held !== void 0) return false;
    this.#foreign.set(kind2, (this.#foreign.get(kind2) ?? 0) + 1);
    return true;
  }
  /** Keeps the first value, which is no event, until it is known whether it stands alone. */
  hold(value) {
    this.#held = value;
  }
  releaseHeld() {
    const held = this.#held;
    if (held !== void 0) this.reject(true);
    this.#held = void 0;
    return held;
  }
  /** The source begins with something that is no JSON value. */
  unreadable(end) {
    this.#unreadable = end;
  }
  /** Records are in a member of the envelope that is not `Records`. */
  recordsIn(member) {
    const name = JSON.stringify(member.slice(0, 40));
    this.#notes.add(`records are in ${this.#notes.size < MEMBERS_NAMED ? `the member ${name}` : "other members"}`);
  }
  /** The verdict. */
  end(damage, reject) {
    if (this.#unreadable !== void 0) return this.#withDamage(this.#unreadable, damage);
    if (this.#held !== void 0 && (damage !== void 0 || this.#damage.size > 0 || this.#foreign.size > 0)) {
      const held = this.releaseHeld();
      if (held !== void 0) reject(held);
    }
    if (this.#held !== void 0) {
      return { container: "json", status: "other", message: "JSON, but not CloudTrail events" };
    }
    const problems = damage === void 0 ? [] : [damage];
    for (const [words, count] of this.#damage) problems.push(count === 1 ? words : `${words} (${count})`);
    const foreign = [...this.#foreign].map(([kind2, count]) => plural(count, kind2.words));
    const unsupported = [...this.#foreign.keys()].some((kind2) => kind2.holdsEvents);
    if (unsupported) problems.push(`${foreign.join(", ")}: reading events from these is not supported`);
    const first = this.#foreign.keys().next().value;
    if (problems.length > 0) {
      const container = this.records === 0 && first !== void 0 ? first.container : this.#name();
      return {
        container,
        status: this.records === 0 ? "failed" : "damaged",
        message: [...problems, ...this.#notes].join("; ")
      };
    }
    if (first !== void 0 && this.records === 0) {
      return { container: first.container, status: "other", message: `${foreign.join(", ")}, not events` };
    }
    if (this.values === 0) {
      const message = this.anyBytes ? "only white space" : "no bytes";
      return { container: "empty", status: "other", message };
    }
    const others = this.#others === 0 ? [] : [`${plural(this.#others, "record")} not CloudTrail events`];
    return { container: this.#name(), status: "complete", message: [...foreign, ...others, ...this.#notes].join("; ") };
  }
  #withDamage(end, damage) {
    return damage === void 0 ? end : { ...end, status: "failed", message: `${damage}; ${end.message}` };
  }
  #name() {
    if (this.#container !== "") return this.#container;
    if (this.values === 0) return "unknown";
    if (this.values === 1) return "event";
    return this.#lines ? "ndjson" : "concatenated";
  }
};

// src/ingest/facts.ts
var FACT_PATHS = {
  eventVersion: ["eventVersion"],
  eventTime: ["eventTime"],
  eventSource: ["eventSource"],
  eventName: ["eventName"],
  eventID: ["eventID"],
  eventId: ["eventId"],
  awsRegion: ["awsRegion"],
  recipientAccountId: ["recipientAccountId"],
  accountId: ["accountId"],
  eventCategory: ["eventCategory"],
  userAccountId: ["userIdentity", "accountId"],
  timeWindow: ["timeWindow"],
  windowStart: ["timeWindow", "windowStart"],
  s3: ["s3"],
  records: ["Records"],
  // What tells other documents from events.
  digestBucket: ["digestS3Bucket"],
  type: ["Type"],
  message: ["Message"],
  messages: ["Messages"],
  events: ["Events"],
  detailType: ["detail-type"],
  logEvents: ["logEvents"],
  awslogs: ["awslogs"],
  queryResultRows: ["QueryResultRows"],
  body: ["body"],
  sns: ["Sns"],
  kinesis: ["kinesis"],
  classUid: ["class_uid"]
};
var FACT = Object.fromEntries(Object.keys(FACT_PATHS).map((name, number2) => [name, number2]));
var FACTS = Object.keys(FACT_PATHS).length;
function plantFacts(root) {
  for (const [fact, path] of Object.values(FACT_PATHS).entries()) {
    let node = root;
    for (const key2 of path) node = node.member(key2) ?? node.addMember(key2);
    node.fact = fact;
  }
}
var Facts = class {
  /** Bit per fact whose member is there and not null. */
  present = 0;
  #starts = new Int32Array(FACTS);
  #ends = new Int32Array(FACTS);
  /** Unescaped text of the facts that were written with escapes. */
  #copies = [];
  #buffer = new Uint8Array(0);
  reset(buffer) {
    this.present = 0;
    if (this.#copies.length > 0) this.#copies.length = 0;
    this.#buffer = buffer;
  }
  has(fact) {
    return (this.present & 1 << fact) !== 0;
  }
  /** Notes a member, whatever its value; `start` to `end` are its text, empty for objects and arrays. */
  note(fact, start, end, unescaped) {
    if (this.has(fact)) return;
    this.present |= 1 << fact;
    this.#starts[fact] = start;
    this.#ends[fact] = end;
    if (unescaped !== void 0) this.#copies[fact] = unescaped;
  }
  /** The text as UTF-8; empty when the member is missing. A view: valid until the walker's buffer changes. */
  bytes(fact) {
    if (!this.has(fact)) return this.#buffer.subarray(0, 0);
    return this.#copies[fact] ?? this.#buffer.subarray(this.#starts[fact], this.#ends[fact]);
  }
  /** Length of the text in bytes; 0 when the member is missing. */
  size(fact) {
    if (!this.has(fact)) return 0;
    return this.#copies[fact]?.length ?? this.#ends[fact] - this.#starts[fact];
  }
  /** Writes the text to `target` at `at`; returns the position after it. */
  copy(fact, target, at) {
    const length = this.size(fact);
    const copy = this.#copies[fact];
    const from = copy ?? this.#buffer;
    const start = copy === void 0 ? this.#starts[fact] : 0;
    for (let index = 0; index < length; index++) target[at + index] = from[start + index];
    return at + length;
  }
  text(fact) {
    const bytes = this.bytes(fact);
    return bytes.length === 0 ? "" : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  }
  /** Whether the text is exactly this ASCII text. */
  is(fact, text2) {
    if (this.size(fact) !== text2.length) return false;
    const bytes = this.bytes(fact);
    for (let at = 0; at < text2.length; at++) if (bytes[at] !== text2.charCodeAt(at)) return false;
    return true;
  }
};

// src/ingest/record-kind.ts
var kind = (container, words, holdsEvents2) => ({
  container,
  words,
  holdsEvents: holdsEvents2
});
var S3_NOTIFICATION = kind("s3-notification", "S3 event notification", false);
var SQS = kind("sqs", "SQS message", true);
var KINESIS = kind("kinesis", "Kinesis record", true);
var SUBSCRIPTION = kind("cloudwatch-subscription", "CloudWatch Logs subscription message", true);
var SNS = kind("sns", "SNS message", true);
var LOOKUP_EVENTS = kind("lookup-events", "answer of lookup-events", true);
var NOTIFICATION = kind("notification", "service notification", false);
var MARKS = [
  [[FACT.digestBucket], kind("digest", "CloudTrail digest file", false)],
  [[FACT.detailType], kind("eventbridge", "EventBridge event", true)],
  [[FACT.logEvents], SUBSCRIPTION],
  [[FACT.awslogs], SUBSCRIPTION],
  [[FACT.messages], SQS],
  [[FACT.type, FACT.message], SNS],
  [[FACT.sns], SNS],
  [[FACT.kinesis], KINESIS],
  [[FACT.events], LOOKUP_EVENTS],
  [[FACT.queryResultRows], kind("lake-results", "CloudTrail Lake query result", true)],
  [[FACT.classUid], kind("ocsf", "OCSF (Security Lake) record", true)]
];
var EVENT_MARKS = [
  [FACT.eventVersion],
  [FACT.eventTime, FACT.timeWindow],
  [FACT.eventID, FACT.eventId],
  [FACT.eventSource],
  [FACT.eventName]
];
function recordKind(facts) {
  if (facts.has(FACT.s3)) return S3_NOTIFICATION;
  const source = facts.bytes(FACT.eventSource);
  if (source[0] === 97 && source[1] === 119 && source[2] === 115 && source[3] === 58) {
    if (facts.is(FACT.eventSource, "aws:s3")) return S3_NOTIFICATION;
    if (facts.is(FACT.eventSource, "aws:sqs")) return SQS;
    return facts.is(FACT.eventSource, "aws:kinesis") ? KINESIS : NOTIFICATION;
  }
  const marks = eventMarks(facts);
  if (marks >= 2) return "event";
  for (const [needed, foreign] of MARKS) if (needed.every((fact) => facts.has(fact))) return foreign;
  return void 0;
}
function eventMarks(facts) {
  let marks = 0;
  for (const alternatives of EVENT_MARKS) if (alternatives.some((fact) => facts.has(fact))) marks++;
  return marks;
}

// src/ingest/record-sink.ts
var REJECT_BYTES = 1 << 20;

// src/ingest/resync.ts
var Resync = class {
  #start;
  #keys;
  #brackets = new Brackets();
  #at = 0;
  #inString = false;
  /** Brackets or strings do not fit together: they no longer tell what is inside of the record. */
  #broken = false;
  /** Last byte that is not white space, and its position. */
  #last = 0;
  #lastAt = -1;
  #refused = 0;
  constructor(start, keys) {
    this.#start = start;
    this.#keys = keys;
  }
  /** Position up to which bytes are no longer needed. */
  get scanned() {
    return this.#at;
  }
  /** What starts at `next` of the last, doubtful find is no event: the scan goes on after it. */
  refuse(next) {
    this.#refused = next;
  }
  /**
   * Goes on in `bytes`, where `origin` is the index of the first damaged byte (below 0 if that has been let go). Undefined: more bytes
   * are needed, or, when `final`, there is no place to go on. A doubtful find is found again until it is refused.
   */
  scan(bytes, origin, end, final) {
    const stop = final ? end : end - LOOK_AHEAD;
    let at = origin + this.#at;
    let found;
    while (at < stop) {
      const byte = bytes[at];
      if (byte === 10 && this.#isBreak(at + 1 < end ? bytes[at + 1] : void 0)) {
        found = { end: at - origin, next: at + 1 - origin, atRecord: true, doubtful: false };
      } else if (byte === 123 && at - origin > this.#refused) {
        found = this.#startOfRecord(bytes, origin, at, end);
      } else if (this.#closes(byte) && this.#fits(bytes, at + 1, end)) {
        found = { end: at + 1 - origin, next: at + 1 - origin, atRecord: false, doubtful: false };
      }
      if (found !== void 0) break;
      this.#pass(byte, at - origin);
      at += this.#inString && byte === 92 ? 2 : 1;
    }
    this.#at = Math.max(this.#at, at - origin);
    return found;
  }
  #startOfRecord(bytes, origin, at, end) {
    const key2 = this.#keys.find(bytes, at, end);
    if (key2 === void 0) return void 0;
    const { place, valid, isRecord } = this.#start;
    const inValid = key2.end - origin < valid;
    if (this.#inString || !this.#brackets.allowValueAfter(this.#last)) this.#broken = true;
    if (isRecord && (inValid || !this.#broken && this.#brackets.depth > 0)) return void 0;
    const afterComma = place === "array" && this.#last === 44 && this.#lastAt > 0;
    return {
      end: afterComma ? this.#lastAt : at - origin,
      next: at - origin,
      atRecord: true,
      doubtful: !key2.certain || inValid
    };
  }
  #isBreak(next) {
    return this.#start.place === "line" || this.#start.place === "top" && startsValue(next);
  }
  /** Whether this byte is a bracket that closes the damaged record, or one around it. */
  #closes(byte) {
    return (byte === 125 || byte === 93) && !this.#inString && this.#brackets.depth <= 1 && this.#start.place !== "line";
  }
  /** Follows strings and brackets. */
  #pass(byte, position) {
    if (byte === 34) this.#inString = !this.#inString;
    else if (this.#inString) this.#broken ||= byte === 10;
    else if (!this.#brackets.pass(byte)) this.#broken = true;
    if (!isSpace(byte)) {
      this.#last = byte;
      this.#lastAt = position;
    }
  }
  /** Whether the next record, or the end of all records, comes after the closing bracket. */
  #fits(bytes, after2, end) {
    const limit = Math.min(end, after2 + LOOK_AHEAD - 1);
    let at = after2;
    let comma = false;
    while (at < limit && (isSpace(bytes[at]) || bytes[at] === 44 && !comma)) {
      if (this.#start.place === "top" && bytes[at] === 10) return true;
      if (bytes[at] === 44) comma = true;
      at++;
    }
    if (at >= end) return this.#start.place === "top";
    if (this.#start.place === "array") return bytes[at] === 93 || comma && bytes[at] === 123;
    return bytes[at] === 123;
  }
};
function startsValue(byte) {
  return byte === 123 || byte === 91 || byte === 239 || byte !== void 0 && byte >= 48 && byte <= 57;
}
var KNOWN_LEVELS = 65536;
var Brackets = class {
  #open = [];
  /** Levels beyond those in `#open`. */
  #more = 0;
  get depth() {
    return this.#open.length + this.#more;
  }
  /** Whether a value can come after this byte; where no bracket is open, anything can be. */
  allowValueAfter(byte) {
    if (this.#more > 0 || this.#open.length === 0) return true;
    return byte === 91 || byte === (this.#open.at(-1) === 123 ? 58 : 44);
  }
  /** Takes a byte outside of strings; false for a closing bracket that does not fit. */
  pass(byte) {
    if (byte === 123 || byte === 91) {
      if (this.#open.length < KNOWN_LEVELS) this.#open.push(byte);
      else this.#more++;
      return true;
    }
    if (byte !== 125 && byte !== 93) return true;
    if (this.#more > 0) {
      this.#more--;
      return true;
    }
    return this.#open.length === 0 || this.#open.pop() === byte - 2;
  }
};

// src/ingest/recovery.ts
var TRIAL_BYTES = 4 << 20;
var TRIAL_SHARE = 4;
var Recovery = class {
  #window;
  #keys;
  #sink;
  #maxRecordBytes;
  #damage;
  #trialBytes = 0;
  /** Bytes that must be there before a trial is made again. */
  #retryAt = 0;
  constructor(window, keys, sink, maxRecordBytes) {
    this.#window = window;
    this.#keys = keys;
    this.#sink = sink;
    this.#maxRecordBytes = maxRecordBytes;
  }
  /** The bytes at the start of the window cannot be read. */
  begin(reason, start) {
    this.#damage = { scan: new Resync(start, this.#keys), offset: this.#window.offset(this.#window.start), reason };
    this.#retryAt = 0;
  }
  /** Moves the window to where reading goes on; undefined while more bytes are needed. */
  resume(final) {
    const window = this.#window;
    const damage = this.#damage;
    if (damage === void 0) return void 0;
    const origin = damage.offset - window.offset(0);
    const { scan, offset, reason } = damage;
    let found = scan.scan(window.buffer, origin, window.end, final);
    while (found?.doubtful === true) {
      const isRecord = this.#tryRecord(origin + found.next, final);
      if (isRecord === void 0) {
        this.#letGo(damage, origin, found.next);
        return void 0;
      }
      if (isRecord) break;
      scan.refuse(found.next);
      found = scan.scan(window.buffer, origin, window.end, final);
    }
    if (found === void 0 && !final) {
      this.#letGo(damage, origin, scan.scanned);
      return void 0;
    }
    const length = found?.end ?? window.end - origin;
    const bytes = damage.kept ?? headOf(window, origin, length);
    this.#damage = void 0;
    window.start = found === void 0 ? window.end : origin + found.next;
    return { reject: { offset, length, reason, bytes }, found };
  }
  /** Damaged bytes that are passed and will not be kept need not stay in the window. */
  #letGo(damage, origin, length) {
    if (length <= REJECT_BYTES) return;
    damage.kept ??= headOf(this.#window, origin, length);
    this.#window.start = origin + length;
  }
  /** Whether an event starts at `start`; undefined while more bytes are needed. */
  #tryRecord(start, final) {
    const { buffer, end } = this.#window;
    if (this.#trialBytes > TRIAL_BYTES + TRIAL_SHARE * this.#window.offset(start)) return false;
    if (!final && end - start < this.#retryAt) return void 0;
    const limit = Math.min(end, start + this.#maxRecordBytes + 1);
    const walker = this.#sink.walker;
    const status = walker.walk(buffer, start, limit);
    this.#sink.abandon();
    if (status === "incomplete" && !final && limit - start <= this.#maxRecordBytes) {
      this.#retryAt = (end - start) * 2;
      return void 0;
    }
    this.#retryAt = 0;
    const stopped = status === "invalid" ? walker.errorOffset : status === "complete" ? walker.end : limit;
    this.#trialBytes += stopped - start;
    return status === "complete" && recordKind(walker.facts) === "event";
  }
};
function headOf(window, origin, length) {
  return Uint8Array.from(window.buffer.subarray(origin, origin + Math.min(length, REJECT_BYTES)));
}

// src/ingest/window.ts
var FIRST_CAPACITY = 1 << 18;
var EMPTY = Buffer.alloc(0);
var spare2;
function takeSpare() {
  const buffer = spare2 ?? Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  spare2 = void 0;
  return buffer;
}
var Window = class {
  /** The bytes; those in `[start, end)` are valid. Replaced when the window grows. */
  buffer = takeSpare();
  /** First byte not read yet. */
  start = 0;
  end = 0;
  /** Position in the stream of `buffer[0]`. */
  #base = 0;
  get length() {
    return this.end - this.start;
  }
  /** Position in the stream of the byte at `index`. */
  offset(index) {
    return this.#base + index;
  }
  /** Nothing of the bytes is needed any more: the next window may use their memory. */
  release() {
    if (this.buffer.length === FIRST_CAPACITY) spare2 = this.buffer;
    this.buffer = EMPTY;
    this.start = 0;
    this.end = 0;
  }
  append(bytes) {
    if (this.buffer.length - this.end < bytes.length) this.#makeRoom(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }
  #makeRoom(room) {
    const length = this.length;
    let target = this.buffer;
    if (target.length < length + room) {
      let capacity = target.length;
      while (capacity < length + room) capacity *= 2;
      target = Buffer.allocUnsafeSlow(capacity);
    }
    target.set(this.buffer.subarray(this.start, this.end), 0);
    this.#base += this.start;
    this.buffer = target;
    this.start = 0;
    this.end = length;
  }
};

// src/ingest/record-reader.ts
var LINE_TIME_BYTES = 40;
var LINE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))[ \t]/;
var NO_OBJECT = "not a JSON object";
var HIDDEN_EVENTS = "holds events in a form that is not read as a whole";
var NOT_JSON = "records that are not valid JSON";
var HEAD_BYTES2 = 1 << 20;
var MAX_FRAMES = 4;
var STRAY_TOP = /* @__PURE__ */ new Set([0, 44, 93, 125]);
var STRAY_SEPARATOR = /* @__PURE__ */ new Set([0, 125]);
var STRAY_ELEMENT = /* @__PURE__ */ new Set([0, 44, 125]);
var isByteOrderMark = (bytes, at) => bytes[at] === 239 && bytes[at + 1] === 187 && bytes[at + 2] === 191;
var RecordReader = class {
  #sink;
  #maxRecordBytes;
  #window = new Window();
  #summary = new ReadingSummary();
  #keys = new FirstKeys();
  #frames = [];
  #state = "start";
  /** Bytes that must be there before the value at the start of the window is tried again. */
  #retryAt = 0;
  /** Where the last run of stray bytes ended. */
  #straysEnd = -1;
  #recovery;
  constructor(sink, maxRecordBytes) {
    this.#sink = sink;
    this.#maxRecordBytes = maxRecordBytes;
    this.#recovery = new Recovery(this.#window, this.#keys, sink, maxRecordBytes);
  }
  /** Adds decompressed bytes; `advance` reads them. */
  push(bytes) {
    if (this.#state !== "skip") this.#window.append(bytes);
  }
  /**
   * Reads on. `'full'`: the segment is full, call again when it has been sealed. `'more'`: all that can be read has been; with `final`,
   * everything has.
   */
  advance(final) {
    while (this.#step(final)) if (this.#sink.full) return "full";
    return "more";
  }
  /** How the source ended, after which nothing more can be read; `damage` says what was wrong with the bytes themselves (a truncated stream, …). */
  finish(damage) {
    if (this.#frames.length > 0) this.#summary.damage("the data ends before the array of records is closed");
    this.#window.release();
    return this.#summary.end(damage, (held) => this.#sink.reject(held));
  }
  /** One value, separator or bracket; false when more bytes are needed or the end is reached. */
  #step(final) {
    const window = this.#window;
    if (this.#state === "resync") return this.#resume(final);
    if (this.#state === "skip") {
      window.start = window.end;
      return false;
    }
    if (this.#state === "start") {
      const { buffer, start } = window;
      if (window.length < 3 && !final) return false;
      if (window.length >= 3 && isByteOrderMark(buffer, start)) window.start += 3;
      if (window.length > 0) this.#summary.anyBytes = true;
      this.#state = "top";
    }
    if (this.#state === "envelope" || this.#state === "rest") return this.#envelope(final);
    while (window.start < window.end && isSpace(window.buffer[window.start])) {
      if (window.buffer[window.start] === 10) this.#summary.newLine();
      window.start++;
    }
    if (window.length === 0) return false;
    const byte = window.buffer[window.start];
    if (this.#skipStrays(byte)) return true;
    if (this.#state === "top") return this.#top(byte, final);
    if (this.#state === "separator") return this.#separator(byte);
    if (byte === 93) {
      if (this.#state === "element") this.#summary.damage("a comma without a record after it");
      return this.#closeArray();
    }
    return this.#value(final, "array");
  }
  /** Punctuation that is too much, and padding: what lies around it can be read. */
  #skipStrays(byte) {
    const window = this.#window;
    const atTop = this.#state === "top";
    const strays = atTop ? STRAY_TOP : this.#state === "separator" ? STRAY_SEPARATOR : STRAY_ELEMENT;
    if (!strays.has(byte) || atTop && this.#summary.values === 0) return false;
    if (this.#straysEnd !== window.offset(window.start)) this.#summary.damage("stray bytes between records");
    while (window.start < window.end && strays.has(window.buffer[window.start])) window.start++;
    this.#straysEnd = window.offset(window.start);
    return true;
  }
  #top(byte, final) {
    const window = this.#window;
    if (byte === 123) return this.#value(final, "top");
    if (byte === 91) {
      this.#summary.found("array");
      return this.#open("array", window.start + 1);
    }
    if (byte >= 48 && byte <= 57) {
      if (window.length < LINE_TIME_BYTES && !final) return false;
      const head = window.buffer.toString("latin1", window.start, Math.min(window.end, window.start + LINE_TIME_BYTES));
      const time = LINE_TIME.exec(head)?.[1];
      if (time !== void 0) return this.#line(time, final);
    }
    if (this.#summary.values === 0) {
      if (window.length < HEAD_BYTES2 && !final) return false;
      const head = window.buffer.subarray(window.start, Math.min(window.end, window.start + HEAD_BYTES2));
      const verdict = headVerdict(head);
      if (verdict.recognised || !holdsEvents(head, 0, head.length)) {
        this.#summary.unreadable(verdict.end);
        this.#state = "skip";
        return true;
      }
    } else if (byte === 239) {
      if (window.length < 3 && !final) return false;
      if (window.length >= 3 && isByteOrderMark(window.buffer, window.start)) {
        window.start += 3;
        return true;
      }
    }
    if (window.length < LOOK_AHEAD && !final) return false;
    const isRecord = !namesRecords(window.buffer, window.start, window.end);
    return this.#damaged(NO_OBJECT, "line", window.start, isRecord);
  }
  #open(frame2, next) {
    this.#frames.push(frame2);
    this.#window.start = next;
    this.#state = "first";
    this.#retryAt = 0;
    return true;
  }
  #closeArray() {
    this.#window.start++;
    this.#state = this.#frames.pop() === "records" ? "rest" : this.#outer();
    return true;
  }
  #outer() {
    return this.#frames.length === 0 ? "top" : "separator";
  }
  #separator(byte) {
    const window = this.#window;
    if (byte === 93) return this.#closeArray();
    if (byte === 44) {
      window.start++;
      this.#state = "element";
      return true;
    }
    if (byte !== 123) return this.#damaged("expected a comma or ]", "array", window.start, true);
    this.#summary.damage("no comma between two records");
    this.#state = "element";
    return true;
  }
  /** The envelope at the start of the window, or its members after an array: goes to the next array of records in it. */
  #envelope(final) {
    const window = this.#window;
    if (!final && window.length < this.#retryAt) return false;
    const { buffer, start } = window;
    const end = Math.min(window.end, start + this.#maxRecordBytes + 1);
    const tooLong = end - start > this.#maxRecordBytes;
    const walker = this.#sink.walker;
    const whole = this.#state === "envelope";
    let status = whole ? walker.walk(buffer, start, end, { stopAt: "arrays" }) : walker.walkRest(buffer, start, end, { stopAt: "arrays" });
    if (status === "array") {
      const { end: inside, member } = walker;
      if (member === "Records") return this.#openMember(inside, void 0);
      const first = walker.walk(buffer, inside, end);
      if (first === "complete" && recordKind(walker.facts) === "event") return this.#openMember(inside, member);
      status = first === "incomplete" ? first : walker.walk(buffer, inside - 1, end);
      if (status === "complete" && !holdsEvents(buffer, start, walker.end)) {
        this.#sink.abandon();
        window.start = walker.end;
        this.#state = "rest";
        this.#retryAt = 0;
        return true;
      }
    }
    this.#sink.abandon();
    if (status === "incomplete" && !final && !tooLong) return this.#wait();
    this.#retryAt = 0;
    this.#state = this.#outer();
    const place = this.#frames.length === 0 ? "top" : "array";
    if (status === "invalid") {
      const reason = this.#words(walker);
      if (!whole && this.#afterSpace(start) === 123) {
        this.#summary.damage("the envelope of the records is not closed");
        return true;
      }
      return this.#damaged(reason, place, walker.errorOffset, false);
    }
    const known = status === "complete" ? walker.end : end;
    if (whole || holdsEvents(buffer, start, known)) return this.#damaged(HIDDEN_EVENTS, place, known, false);
    if (status === "complete") {
      window.start = known;
      return true;
    }
    this.#summary.damage("the envelope of the records is not closed");
    if (!tooLong) this.#state = "skip";
    return true;
  }
  /** Enters an array of records; `member` is its name if that is not `Records`. */
  #openMember(inside, member) {
    const { buffer, start } = this.#window;
    this.#sink.abandon();
    if (member !== void 0) this.#summary.recordsIn(member);
    if (holdsEvents(buffer, start, inside)) {
      this.#summary.damage("members of the envelope that hold events");
      this.#reject(start, inside, HIDDEN_EVENTS);
    }
    return this.#open("records", inside);
  }
  #wait() {
    this.#retryAt = this.#window.length * 2;
    return false;
  }
  /** The value at the start of the window. */
  #value(final, place) {
    const window = this.#window;
    const { buffer, start, end } = window;
    if (!final && window.length < this.#retryAt) return false;
    const walker = this.#sink.walker;
    const limit = Math.min(end, start + this.#maxRecordBytes + 1);
    const stopAt = this.#frames.at(-1) === "records" ? void 0 : "records";
    let status = walker.walk(buffer, start, limit, { stopAt });
    if (status === "array" && recordKind(walker.facts) === "event") {
      this.#sink.abandon();
      status = walker.walk(buffer, start, limit);
    }
    if (status === "incomplete") {
      this.#sink.abandon();
      if (limit - start > this.#maxRecordBytes) return this.#tooLong(place, limit);
      if (!final) return this.#wait();
      const words = "the data ends inside a record";
      return this.#damaged("the data ends inside this record", place, end, this.#isRecord(), words);
    }
    this.#retryAt = 0;
    if (status === "array") {
      this.#sink.abandon();
      if (holdsEvents(buffer, start, walker.end)) return this.#search();
      this.#summary.found("cloudtrail");
      return this.#open("records", walker.end);
    }
    if (status === "invalid") {
      const reason = this.#words(walker);
      this.#sink.abandon();
      return this.#damaged(reason, place, walker.errorOffset, this.#isRecord());
    }
    if (walker.end - start > this.#maxRecordBytes) {
      this.#sink.abandon();
      return this.#tooLong(place, limit);
    }
    if (place === "array" && buffer[start] === 91 && holdsEvents(buffer, start, walker.end)) {
      const { end: known } = walker;
      this.#sink.abandon();
      return this.#damaged(HIDDEN_EVENTS, place, known, false);
    }
    if (place === "array" && buffer[start] !== 123) {
      const next = this.#afterSpace(walker.end);
      if (next === void 0 && !final && window.length < this.#maxRecordBytes) return this.#wait();
      if (next !== void 0 && next !== 44 && next !== 93) {
        this.#sink.abandon();
        return this.#damaged(NO_OBJECT, place, walker.end, true);
      }
    }
    const kind2 = this.#kindAt(start);
    if ((kind2 === void 0 || kind2 === LOOKUP_EVENTS) && this.#frames.length < MAX_FRAMES) {
      if (buffer[start] === 123 && holdsEvents(buffer, start, walker.end)) {
        this.#sink.abandon();
        return this.#search();
      }
    }
    if (place === "top") this.#summary.found("value");
    this.#complete(start, walker.end, void 0);
    window.start = walker.end;
    this.#state = place === "top" ? "top" : "separator";
    return true;
  }
  /** Goes through the envelope at the start of the window member by member. */
  #search() {
    this.#summary.found("cloudtrail");
    this.#state = "envelope";
    this.#retryAt = 0;
    return true;
  }
  /** Whether the value at the start of the window, which the walker could not pass, is a record and not something around records. */
  #isRecord() {
    const { buffer, start, end } = this.#window;
    if (this.#keys.find(buffer, start, end) !== void 0 || eventMarks(this.#sink.walker.facts) > 0) return true;
    if (buffer[start] === 91 && this.#afterSpace(start + 1) === 123) return false;
    const frame2 = this.#frames.at(-1);
    return frame2 === "records" ? !beginsEnvelope(buffer, start, end) : frame2 === "array" && buffer[start] !== 123;
  }
  /** The first byte after white space, if it is there. */
  #afterSpace(start) {
    const { buffer, end } = this.#window;
    let at = start;
    while (at < end && isSpace(buffer[at])) at++;
    return at < end ? buffer[at] : void 0;
  }
  /** What the value at `start` is, which the walker has just passed. */
  #kindAt(start) {
    return this.#window.buffer[start] === 123 ? recordKind(this.#sink.walker.facts) : void 0;
  }
  /** A well-formed value that the walker has just passed. */
  #complete(start, end, time) {
    const { buffer } = this.#window;
    const kind2 = this.#kindAt(start);
    if (kind2 === "event") {
      this.#keys.learn(buffer, start, end);
      this.#flushHeld();
      this.#summary.records++;
      this.#sink.event(buffer, start, end, time);
      return;
    }
    this.#sink.abandon();
    if (kind2 !== void 0 && this.#summary.takesForeign(kind2)) return;
    const reason = kind2 !== void 0 ? `${kind2.words}, not a CloudTrail event` : buffer[start] === 123 ? "not a CloudTrail event" : NO_OBJECT;
    if (this.#frames.length === 0 && time === void 0 && this.#summary.values === 1) {
      this.#summary.hold(this.#cut(start, end, reason));
      return;
    }
    if (holdsEvents(buffer, start, end)) this.#summary.damage("records that hold events in another form");
    this.#reject(start, end, reason);
  }
  /** A line of a CloudWatch Logs export. */
  #line(time, final) {
    const window = this.#window;
    if (!final && window.length < this.#retryAt) return false;
    const { buffer, start } = window;
    const newLine = buffer.subarray(start, window.end).indexOf(10);
    if (newLine < 0 && !final) {
      return window.length > this.#maxRecordBytes ? this.#tooLong("line", start, true) : this.#wait();
    }
    this.#retryAt = 0;
    this.#summary.found("cloudwatch-export");
    const end = newLine < 0 ? window.end : start + newLine;
    let message = start + time.length + 1;
    while (message < end && isSpace(buffer[message])) message++;
    const walker = this.#sink.walker;
    const status = walker.walk(buffer, message, end, { final: true });
    let after2 = walker.end;
    while (status === "complete" && after2 < end && isSpace(buffer[after2])) after2++;
    if (status === "complete" && after2 === end && end - start <= this.#maxRecordBytes) {
      const milliseconds = parseTime(Buffer.from(time));
      this.#complete(message, walker.end, Number.isNaN(milliseconds) ? void 0 : milliseconds);
    } else {
      const reason = status === "invalid" ? this.#words(walker, message) : "the line does not hold one JSON value";
      this.#sink.abandon();
      this.#summary.damage("lines that do not hold one JSON value");
      this.#reject(message, end, reason);
    }
    window.start = end;
    return true;
  }
  #words(walker, start = this.#window.start) {
    return `${walker.error} at byte ${walker.errorOffset - start}`;
  }
  #tooLong(place, valid, isRecord = this.#isRecord()) {
    const words = "records longer than the limit";
    return this.#damaged(`longer than ${this.#maxRecordBytes} bytes`, place, valid, isRecord, words);
  }
  /** The bytes at the start of the window cannot be read; as far as `valid` they are JSON. `isRecord`: see `DamageStart`. */
  #damaged(reason, place, valid, isRecord, words = NOT_JSON) {
    this.#summary.damage(words);
    if (place !== "array") this.#summary.found("value");
    const { start } = this.#window;
    this.#recovery.begin(reason, { place, valid: valid - start, isRecord });
    this.#state = "resync";
    this.#retryAt = 0;
    return true;
  }
  /** Goes on after damage. */
  #resume(final) {
    const recovered = this.#recovery.resume(final);
    if (recovered === void 0) return false;
    const { reject, found } = recovered;
    this.#flushHeld();
    this.#summary.reject(false);
    this.#sink.reject(reject);
    if (found === void 0) this.#frames.length = 0;
    this.#state = this.#frames.length === 0 ? "top" : found?.atRecord === true ? "element" : "separator";
    return true;
  }
  #flushHeld() {
    const held = this.#summary.releaseHeld();
    if (held !== void 0) this.#sink.reject(held);
  }
  #cut(start, end, reason) {
    const bytes = Uint8Array.from(this.#window.buffer.subarray(start, Math.min(end, start + REJECT_BYTES)));
    return { offset: this.#window.offset(start), length: end - start, reason, bytes };
  }
  #reject(start, end, reason) {
    this.#flushHeld();
    this.#summary.reject(true);
    this.#sink.reject(this.#cut(start, end, reason));
    this.#window.start = end;
  }
};

// src/ingest/identity.ts
import * as crypto from "node:crypto";
var CONTENT_BYTES2 = 16;
var KEY_BYTES2 = 8;
var NO_KEY = new Uint8Array(KEY_BYTES2);
var content = new Uint8Array(CONTENT_BYTES2);
function sha256(bytes) {
  if (typeof crypto.hash === "function") {
    const text2 = crypto.hash("sha256", bytes, "binary");
    for (let at = 0; at < CONTENT_BYTES2; at++) content[at] = text2.charCodeAt(at);
  } else {
    crypto.createHash("sha256").update(bytes).digest().copy(content, 0, 0, CONTENT_BYTES2);
  }
  return content;
}
function compact(bytes) {
  const target = new Uint8Array(bytes.length);
  let length = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 92) target[length++] = bytes[at++];
      else if (byte === 34) inString = false;
      target[length++] = bytes[at];
    } else if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) {
      inString = byte === 34;
      target[length++] = byte;
    }
  }
  return target.subarray(0, length);
}
function contentHash(record, spaced) {
  return sha256(spaced ? compact(record) : record);
}
var key = new Uint8Array(KEY_BYTES2);
var keyView = new DataView(key.buffer);
var text = new Uint8Array(256);
var textView = new DataView(text.buffer);
function keyHash(facts) {
  const id = facts.size(FACT.eventID) > 0 ? FACT.eventID : FACT.eventId;
  if (facts.size(id) === 0) return NO_KEY;
  const length = facts.size(id) + facts.size(FACT.recipientAccountId) + facts.size(FACT.eventCategory) + 2;
  const padded = Math.ceil(length / 4) * 4;
  if (padded > text.length) {
    text = new Uint8Array(padded * 2);
    textView = new DataView(text.buffer);
  }
  let end = facts.copy(id, text, 0);
  text[end++] = 0;
  end = facts.copy(FACT.recipientAccountId, text, end);
  text[end++] = 0;
  end = facts.copy(FACT.eventCategory, text, end);
  text.fill(0, end, padded);
  let high = length;
  let low = ~length;
  for (let at = 0; at < padded; at += 4) {
    const word = textView.getInt32(at, true);
    high = mix(high, word, 3432918353, 461845907);
    low = mix(low, word, 2246822519, 3266489917);
  }
  keyView.setInt32(0, finish(high ^ low), true);
  keyView.setInt32(4, finish(low) | 1, true);
  return key;
}
function mix(hash2, word, first, second) {
  const product = Math.imul(word, first);
  const mixed = hash2 ^ Math.imul(product << 15 | product >>> 17, second);
  return Math.imul(mixed << 13 | mixed >>> 19, 5) + 3864292196 | 0;
}
function finish(hash2) {
  const half = Math.imul(hash2 ^ hash2 >>> 16, 2246822507);
  const whole = Math.imul(half ^ half >>> 13, 3266489909);
  return whole ^ whole >>> 16;
}

// src/ingest/json-number.ts
function isExact(text2, value) {
  if (!Number.isFinite(value)) return false;
  if (/^-?\d+$/.test(text2)) return String(value) === text2 || text2 === "-0";
  return normalise(text2) === normalise(String(value));
}
function normalise(text2) {
  const parts = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text2);
  if (parts === null) return text2;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits2 = (whole + fraction).replace(/^0+/, "");
  let end = digits2.length;
  while (digits2[end - 1] === "0") end--;
  const significant = digits2.slice(0, end);
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + (digits2.length - significant.length)}`;
}

// src/ingest/utf8.ts
var REPLACEMENT = 65533;
function sequenceLength(bytes, position, end) {
  const lead = bytes[position];
  if (lead < 194 || lead > 244) return 0;
  const length = lead < 224 ? 2 : lead < 240 ? 3 : 4;
  for (let at = 1; at < length; at++) {
    if (position + at >= end) return -1;
    const byte = bytes[position + at];
    const low = at > 1 ? 128 : lead === 224 ? 160 : lead === 240 ? 144 : 128;
    const high = at > 1 ? 191 : lead === 237 ? 159 : lead === 244 ? 143 : 191;
    if (byte < low || byte > high) return 0;
  }
  return length;
}
function writeCodePoint(target, position, codePoint) {
  let at = position;
  if (codePoint < 128) {
    target[at++] = codePoint;
  } else if (codePoint < 2048) {
    target[at++] = 192 | codePoint >> 6;
    target[at++] = 128 | codePoint & 63;
  } else if (codePoint < 65536) {
    target[at++] = 224 | codePoint >> 12;
    target[at++] = 128 | codePoint >> 6 & 63;
    target[at++] = 128 | codePoint & 63;
  } else {
    target[at++] = 240 | codePoint >> 18;
    target[at++] = 128 | codePoint >> 12 & 63;
    target[at++] = 128 | codePoint >> 6 & 63;
    target[at++] = 128 | codePoint & 63;
  }
  return at;
}

// src/ingest/json-string.ts
var BACKSLASH = 92;
var LOWER_U = 117;
var ESCAPES = escapeTable();
function escapeTable() {
  const table = new Uint8Array(256);
  for (const [letter, meaning] of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t	"]) {
    table[letter.charCodeAt(0)] = meaning.charCodeAt(0);
  }
  return table;
}
function hexDigit(byte) {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
function codeUnit(bytes, position) {
  let unit = 0;
  for (let at = position; at < position + 4; at++) unit = unit * 16 + hexDigit(bytes[at]);
  return unit;
}
function unescapeString(bytes, start, end, target) {
  let from = start;
  let to = 0;
  while (from < end) {
    const byte = bytes[from];
    if (byte !== BACKSLASH) {
      target[to++] = byte;
      from++;
      continue;
    }
    const letter = bytes[from + 1];
    if (letter !== LOWER_U) {
      target[to++] = ESCAPES[letter];
      from += 2;
      continue;
    }
    let point = codeUnit(bytes, from + 2);
    from += 6;
    if (point >= 55296 && point <= 57343) {
      const pairs = point < 56320 && from + 6 <= end && bytes[from] === BACKSLASH && bytes[from + 1] === LOWER_U;
      const low = pairs ? codeUnit(bytes, from + 2) : 0;
      if (low >= 56320 && low <= 57343) {
        point = 65536 + (point - 55296 << 10) + (low - 56320);
        from += 6;
      } else {
        point = REPLACEMENT;
      }
    }
    to = writeCodePoint(target, to, point);
  }
  return to;
}

// src/ingest/path-trie.ts
var NO_BYTES = new Uint8Array(0);
var NO_WORDS = new Int32Array(0);
var QUOTE2 = 34;
var COLON = 58;
var MAX_PROBES2 = 8;
var FIRST_SLOTS2 = 4;
var PathNode = class _PathNode {
  /** Column id, or -1 as long as no leaf was seen here. */
  column = -1;
  /** Index of the fact this path holds (see facts.ts), or -1. */
  fact = -1;
  /** The member that came first in this object, and the one that came after this one in its parent, when last seen. */
  first;
  next;
  parent;
  /** The key, unescaped UTF-8. */
  key;
  /** Plain ASCII that is written without escapes: only such a key can be compared with the source byte by byte. */
  literal;
  /** The key as JSON without white space writes it, `"key":`, in words; the last one overlaps. Empty when it is not literal. */
  #written;
  /** Bytes of `"key":`. */
  writtenLength;
  /** Length of the path in bytes. */
  length;
  #members;
  /** The literal members by hash of their keys. */
  #slots = [];
  #slotted = 0;
  #items;
  constructor(parent, key2 = NO_BYTES) {
    this.parent = parent;
    this.key = key2;
    this.literal = key2.length > 0 && key2.every((byte) => byte >= 32 && byte < 128 && byte !== 34 && byte !== 92);
    this.writtenLength = key2.length + 3;
    this.#written = this.literal ? writtenWords(key2) : NO_WORDS;
    this.length = parent === void 0 ? 0 : parent.length + key2.length + 1;
  }
  /** The member with this key, if it is known. `key` has one character per byte (latin1). */
  member(key2) {
    return this.#members?.get(key2);
  }
  addMember(key2) {
    const node = new _PathNode(this, Buffer.from(key2, "latin1"));
    this.#members ??= /* @__PURE__ */ new Map();
    this.#members.set(key2, node);
    if (node.literal) this.#enter(node);
    return node;
  }
  /** Whether `"key":` is at `at`, where `view` must have `writtenLength` bytes. Never for a key that is not literal. */
  isWrittenAt(view, at) {
    const words = this.#written;
    const last = words.length - 1;
    if (last < 0) return false;
    for (let word = 0; word < last; word++) if (view.getInt32(at + word * 4, true) !== words[word]) return false;
    return view.getInt32(at + this.writtenLength - 4, true) === words[last];
  }
  /** The literal member that is written at `at`, in quotes and with a colon, if it is known. Others may be known to `member`. */
  writtenMember(view, at, length) {
    const slots = this.#slots;
    if (slots.length === 0 || at + length + 3 > view.byteLength) return void 0;
    const mask = slots.length - 1;
    let slot = hashOf2(view, at, length + 3);
    for (let probe = 0; probe < MAX_PROBES2; probe++) {
      const node = slots[slot & mask];
      if (node === void 0) return void 0;
      if (node.key.length === length && node.isWrittenAt(view, at)) return node;
      slot++;
    }
    return void 0;
  }
  #enter(node) {
    if (this.#slotted * 2 >= this.#slots.length) {
      const nodes = this.#slots;
      this.#slots = new Array(Math.max(FIRST_SLOTS2, nodes.length * 2)).fill(void 0);
      this.#slotted = 0;
      for (const known of nodes) if (known !== void 0) this.#place(known);
    }
    this.#place(node);
  }
  #place(node) {
    const mask = this.#slots.length - 1;
    let slot = node.#hash;
    for (let probe = 0; probe < MAX_PROBES2; probe++) {
      if (this.#slots[slot & mask] === void 0) {
        this.#slots[slot & mask] = node;
        this.#slotted++;
        return;
      }
      slot++;
    }
  }
  get #hash() {
    const words = this.#written;
    return mix2(words[0], words[words.length - 1], this.writtenLength);
  }
  item(index) {
    return this.#items?.[index];
  }
  /** Adds the next array element: `index` must be the number of elements known. */
  addItem(index) {
    const node = new _PathNode(this, Buffer.from(String(index), "latin1"));
    this.#items ??= [];
    this.#items.push(node);
    return node;
  }
  /** The field path: keys joined by dots; a top-level key that starts with `@` gets one more. */
  get path() {
    const keys = [];
    for (let node = this; node.parent !== void 0; node = node.parent) {
      keys.push(Buffer.from(node.key).toString("utf8"));
    }
    const path = keys.reverse().join(".");
    return path.startsWith("@") ? `@${path}` : path;
  }
};
function writtenWords(key2) {
  const written = new Uint8Array(key2.length + 3);
  written[0] = QUOTE2;
  written.set(key2, 1);
  written[key2.length + 1] = QUOTE2;
  written[key2.length + 2] = COLON;
  const view = new DataView(written.buffer);
  const words = new Int32Array(Math.ceil(written.length / 4));
  for (let word = 0; word < words.length; word++) {
    words[word] = view.getInt32(Math.min(word * 4, written.length - 4), true);
  }
  return words;
}
function hashOf2(view, at, length) {
  return mix2(view.getInt32(at, true), view.getInt32(at + length - 4, true), length);
}
function mix2(first, last, length) {
  const hash2 = Math.imul(first ^ Math.imul(last, 1540483477) ^ length, 2246822507);
  return hash2 ^ hash2 >>> 15;
}

// src/ingest/json-walk.ts
var MAX_DEPTH = 1e3;
var MAX_MEMBERS = 262144;
var MAX_PATH = 65536;
var QUOTE3 = 34;
var COMMA = 44;
var MINUS = 45;
var COLON2 = 58;
var OPEN_BRACKET = 91;
var BACKSLASH2 = 92;
var CLOSE_BRACKET = 93;
var OPEN_BRACE = 123;
var CLOSE_BRACE = 125;
var SPECIAL = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte < 32 || byte === QUOTE3 || byte === BACKSLASH2 || byte >= 128 ? 1 : 0
);
var VALUE = 0;
var KEY = 1;
var AFTER = 2;
function mayBeSpecial(word) {
  const quote = word ^ 572662306;
  const backslash = word ^ 1549556828;
  const below = quote - 16843009 | backslash - 16843009 | word - 538976288 | word;
  return (below & HIGH_BITS) !== 0;
}
var HIGH_BITS = 2155905152 | 0;
var LITERALS = /* @__PURE__ */ new Map([
  [116, "true"],
  [102, "false"],
  [110, "null"]
]);
var isDigit = (byte) => byte !== void 0 && byte >= 48 && byte <= 57;
var JsonWalker = class {
  /** Position after the value. */
  end = 0;
  error = "";
  errorOffset = 0;
  /** Path of the member that the last walk stopped at. */
  member = "";
  /** Whether there is white space between the tokens of the value. */
  spaced = false;
  /** Whether a string or key is not valid UTF-8. */
  invalidUtf8 = false;
  facts = new Facts();
  #sink;
  #root = new PathNode();
  #paths = 0;
  /** One level per open object or array: its node, the member passed last, and the element's index (-1 in an object). */
  #nodes = [];
  #previous = [];
  #indexes = new Int32Array(MAX_DEPTH);
  #buffer = new Uint8Array(0);
  #view = Buffer.alloc(0);
  #words = new DataView(new ArrayBuffer(0));
  #limit = 0;
  #escaped = false;
  #scratch = new Uint8Array(1024);
  #scratchLength = 0;
  constructor(sink) {
    this.#sink = sink;
    plantFacts(this.#root);
  }
  /** Paths remembered, leaves or not: the memory this walker holds. */
  get paths() {
    return this.#paths;
  }
  /** Checks the JSON value in `[start, end)`, possibly followed by other bytes, and emits its leaves. */
  walk(buffer, start, end, options = {}) {
    this.#begin(buffer, end);
    return this.#run(start, 0, options);
  }
  /** Checks the rest of a top-level object from the end of one of its members' values on. */
  walkRest(buffer, start, end, options = {}) {
    this.#begin(buffer, end);
    this.#nodes[0] = this.#root;
    this.#previous[0] = void 0;
    this.#indexes[0] = -1;
    return this.#run(start, 1, options);
  }
  #begin(buffer, end) {
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#view = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      this.#words = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    this.#limit = end;
    this.spaced = false;
    this.invalidUtf8 = false;
    this.error = "";
    this.facts.reset(buffer);
  }
  #run(start, open, options) {
    const buffer = this.#buffer;
    const words = this.#words;
    const limit = this.#limit;
    let at = start;
    let depth = open;
    let members = 0;
    let node = this.#root;
    let state = open === 0 ? VALUE : AFTER;
    for (; ; ) {
      if (state === AFTER && depth === 0) {
        this.end = at;
        return "complete";
      }
      let byte = at < limit ? buffer[at] : -1;
      if (byte <= 32) {
        while (byte === 32 || byte === 10 || byte === 13 || byte === 9) {
          this.spaced = true;
          at++;
          byte = at < limit ? buffer[at] : -1;
        }
        if (byte === -1) return "incomplete";
      }
      if (state === AFTER) {
        const index = this.#indexes[depth - 1];
        if (index === -1) {
          if (byte === COMMA) state = KEY;
          else if (byte === CLOSE_BRACE) depth--;
          else return this.#fail("expected a comma or }", at);
        } else if (byte === COMMA) {
          if (++members > MAX_MEMBERS) return this.#fail(`more than ${MAX_MEMBERS} members`, at);
          this.#indexes[depth - 1] = index + 1;
          node = this.#item(this.#nodes[depth - 1], index + 1);
          state = VALUE;
        } else if (byte === CLOSE_BRACKET) {
          depth--;
        } else {
          return this.#fail("expected a comma or ]", at);
        }
        at++;
        continue;
      }
      if (state === KEY) {
        if (byte !== QUOTE3) return this.#fail("expected a key in double quotes", at);
        if (++members > MAX_MEMBERS) return this.#fail(`more than ${MAX_MEMBERS} members`, at);
        const parent = this.#nodes[depth - 1];
        const previous = this.#previous[depth - 1];
        const guess = previous === void 0 ? parent.first : previous.next;
        if (guess !== void 0 && at + guess.writtenLength <= limit && guess.isWrittenAt(words, at)) {
          node = guess;
          this.#previous[depth - 1] = node;
          at += guess.writtenLength;
          state = VALUE;
          continue;
        }
        const close = this.#string(at + 1);
        if (close < 0) return this.#failed();
        node = this.#member(parent, at + 1, close);
        if (previous === void 0) parent.first = node;
        else previous.next = node;
        at = close + 1;
        this.#previous[depth - 1] = node;
        while (at < limit && buffer[at] !== COLON2) {
          const space = buffer[at];
          if (space !== 32 && space !== 10 && space !== 13 && space !== 9) {
            return this.#fail("expected a colon", at);
          }
          this.spaced = true;
          at++;
        }
        if (at >= limit) return "incomplete";
        at++;
        state = VALUE;
        continue;
      }
      if (byte === QUOTE3) {
        const close = this.#string(at + 1);
        if (close < 0) return this.#failed();
        if (!this.#emitText(node, at + 1, close)) return "invalid";
        at = close + 1;
        state = AFTER;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth === MAX_DEPTH) return this.#fail(`nested deeper than ${MAX_DEPTH} levels`, at);
        if (node.fact >= 0) this.facts.note(node.fact, at, at);
        if (byte === OPEN_BRACKET && options.stopAt !== void 0 && this.#stopsAt(node, depth, options.stopAt)) {
          this.end = at + 1;
          this.member = node.path;
          return "array";
        }
        at++;
        while (at < limit && (buffer[at] === 32 || buffer[at] === 10 || buffer[at] === 13 || buffer[at] === 9)) {
          this.spaced = true;
          at++;
        }
        if (at >= limit) return "incomplete";
        if (buffer[at] === (byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) {
          at++;
          state = AFTER;
          continue;
        }
        this.#nodes[depth] = node;
        this.#previous[depth] = void 0;
        this.#indexes[depth] = byte === OPEN_BRACE ? -1 : 0;
        depth++;
        if (byte === OPEN_BRACE) {
          state = KEY;
        } else {
          members++;
          node = this.#item(node, 0);
        }
      } else if (byte === MINUS || isDigit(byte)) {
        const next = this.#number(at);
        if (next < 0) return this.#failed();
        if (next === limit && !(options.final === true && depth === 0)) return "incomplete";
        if (!this.#emitNumber(node, at, next)) return "invalid";
        at = next;
        state = AFTER;
      } else {
        const word = LITERALS.get(byte);
        if (word === void 0) return this.#fail("expected a value", at);
        for (let letter = 1; letter < word.length; letter++) {
          if (at + letter >= limit) return "incomplete";
          if (buffer[at + letter] !== word.charCodeAt(letter)) return this.#fail(`expected ${word}`, at);
        }
        if (byte !== 110) {
          const column = this.#column(node, at);
          if (column === -2) return "invalid";
          if (node.fact >= 0) this.facts.note(node.fact, at, at + word.length);
          if (column >= 0) this.#sink.addBoolean(column, byte === 116);
        }
        at += word.length;
        state = AFTER;
      }
    }
  }
  #stopsAt(node, depth, stopAt) {
    if (node.fact === FACT.records) return true;
    return stopAt === "arrays" && depth === 1 && this.#indexes[0] === -1;
  }
  #member(parent, start, end) {
    let key2;
    if (this.#escaped) {
      this.#unescape(start, end);
      key2 = Buffer.from(this.#scratch.buffer, 0, this.#scratchLength).toString("latin1");
    } else {
      const written = parent.writtenMember(this.#words, start - 1, end - start);
      if (written !== void 0) return written;
      key2 = this.#view.toString("latin1", start, end);
    }
    const known = parent.member(key2);
    if (known !== void 0) return known;
    this.#paths++;
    return parent.addMember(key2);
  }
  #item(parent, index) {
    const known = parent.item(index);
    if (known !== void 0) return known;
    this.#paths++;
    return parent.addItem(index);
  }
  /** Position of the closing quote of the string whose text begins at `start`; below 0 if it is not there or not valid. */
  #string(start) {
    const buffer = this.#buffer;
    const words = this.#words;
    const limit = this.#limit;
    let at = start;
    this.#escaped = false;
    for (; ; ) {
      while (at + 4 <= limit && !mayBeSpecial(words.getInt32(at, true))) at += 4;
      while (at < limit && SPECIAL[buffer[at]] === 0) at++;
      if (at >= limit) return -1;
      const byte = buffer[at];
      if (byte === QUOTE3) return at;
      if (byte === BACKSLASH2) {
        this.#escaped = true;
        if (at + 1 >= limit) return -1;
        const letter = buffer[at + 1];
        if (letter === 117) {
          for (let digit = at + 2; digit < at + 6; digit++) {
            if (digit >= limit) return -1;
            if (hexDigit(buffer[digit]) < 0) return this.#stringError("bad escape in a string", at);
          }
          at += 6;
        } else if (ESCAPES[letter] === 0) {
          return this.#stringError("bad escape in a string", at);
        } else {
          at += 2;
        }
      } else if (byte < 32) {
        return this.#stringError("control character in a string", at);
      } else {
        const length = sequenceLength(buffer, at, limit);
        if (length < 0) return -1;
        if (length === 0) this.invalidUtf8 = true;
        at += length === 0 ? 1 : length;
      }
    }
  }
  #stringError(words, offset) {
    this.#fail(words, offset);
    return -1;
  }
  /** Position after the number at `start`; below 0 if it is not complete or not valid. */
  #number(start) {
    const buffer = this.#buffer;
    const limit = this.#limit;
    let at = start;
    if (buffer[at] === MINUS) at++;
    if (at >= limit) return -1;
    if (buffer[at] === 48) {
      at++;
    } else {
      if (!isDigit(buffer[at])) return this.#stringError("expected a digit", at);
      while (at < limit && isDigit(buffer[at])) at++;
    }
    if (at < limit && buffer[at] === 46) {
      at++;
      if (at >= limit) return -1;
      if (!isDigit(buffer[at])) return this.#stringError("expected a digit", at);
      while (at < limit && isDigit(buffer[at])) at++;
    }
    if (at < limit && (buffer[at] | 32) === 101) {
      at++;
      if (at < limit && (buffer[at] === 43 || buffer[at] === MINUS)) at++;
      if (at >= limit) return -1;
      if (!isDigit(buffer[at])) return this.#stringError("expected a digit", at);
      while (at < limit && isDigit(buffer[at])) at++;
    }
    return at;
  }
  #emitText(node, start, end) {
    const column = this.#column(node, start);
    if (column === -2) return false;
    if (!this.#escaped) {
      if (node.fact >= 0) this.facts.note(node.fact, start, end);
      if (column >= 0) this.#sink.addText(column, this.#buffer, start, end);
      return true;
    }
    this.#unescape(start, end);
    if (node.fact >= 0) this.facts.note(node.fact, start, end, this.#scratch.slice(0, this.#scratchLength));
    if (column >= 0) this.#sink.addText(column, this.#scratch, 0, this.#scratchLength);
    return true;
  }
  #emitNumber(node, start, end) {
    const column = this.#column(node, start);
    if (column === -2) return false;
    if (node.fact >= 0) this.facts.note(node.fact, start, end);
    if (column < 0) return true;
    const buffer = this.#buffer;
    let value = 0;
    let at = start;
    if (end - start <= 15) while (at < end && isDigit(buffer[at])) value = value * 10 + buffer[at++] - 48;
    if (at === end) {
      this.#sink.addNumber(column, value);
      return true;
    }
    const text2 = this.#view.toString("latin1", start, end);
    value = Number(text2);
    if (isExact(text2, value)) this.#sink.addNumber(column, value);
    else this.#sink.addExactNumber(column, text2);
    return true;
  }
  /** The column of a leaf; -1 for a value that is the whole document and has no path; -2 if the path is too long. */
  #column(node, offset) {
    if (node.column >= 0) return node.column;
    if (node.parent === void 0) return -1;
    if (node.length > MAX_PATH) {
      this.#fail(`field path longer than ${MAX_PATH} bytes`, offset);
      return -2;
    }
    node.column = this.#sink.column(node.path);
    return node.column;
  }
  #unescape(start, end) {
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array((end - start) * 2);
    this.#scratchLength = unescapeString(this.#buffer, start, end, this.#scratch);
  }
  #fail(words, offset) {
    this.error = words;
    this.errorOffset = offset;
    return "invalid";
  }
  /** After a string or number that could not be read: `error` tells the two reasons apart. */
  #failed() {
    return this.error === "" ? "incomplete" : "invalid";
  }
};

// src/ingest/segment-filler.ts
var MAX_PATHS = 5e5;
var LOG_STREAM_INFIX = Buffer.from("_CloudTrail_");
var UNKNOWN = Buffer.from("unknown");
var ACCOUNT_FACTS = [FACT.recipientAccountId, FACT.accountId, FACT.userAccountId];
var SegmentFiller = class {
  builder = new SegmentBuilder();
  walker = new JsonWalker(this.builder);
  /** Events of the current source whose strings are not all valid UTF-8. */
  invalidUtf8 = 0;
  /** Events of the current source without a time of their own. */
  undated = 0;
  #logGroup;
  #columns = systemColumns(this.builder);
  #setting = {
    source: 0,
    origin: { account: "", region: "", delivered: 0 },
    account: UNKNOWN,
    region: UNKNOWN
  };
  #scratch = new Uint8Array(1024);
  constructor(logGroup) {
    this.#logGroup = Buffer.from(`:${logGroup}`);
  }
  /** Begins a source. */
  begin(source, origin) {
    const bytes = (text2) => text2 === "" ? UNKNOWN : Buffer.from(text2);
    this.#setting = { source, origin, account: bytes(origin.account), region: bytes(origin.region) };
    this.invalidUtf8 = 0;
    this.undated = 0;
  }
  /** Adds the event in `[start, end)`, which the walker has just passed. `lineTime`: its time in an export, epoch milliseconds. */
  add(bytes, start, end, ordinal, lineTime) {
    const { walker, builder } = this;
    const { source, origin } = this.#setting;
    const { facts } = walker;
    if (walker.invalidUtf8) this.invalidUtf8++;
    const own = ownTime(facts);
    if (own === void 0 && lineTime === void 0) this.undated++;
    this.#addNames(facts);
    builder.addNumber(this.#columns.ingestionTime, origin.delivered);
    const meta = {
      timestamp: lineTime ?? own ?? origin.delivered,
      // Must not depend on the copy: what two copies share when they have no time is that they have none.
      eventTime: own ?? 0,
      source,
      ordinal,
      content: contentHash(bytes.subarray(start, end), walker.spaced),
      key: keyHash(facts)
    };
    builder.endEvent(meta, bytes, start, end);
  }
  /** After a segment was sealed. */
  sealed() {
    if (this.walker.paths <= MAX_PATHS) return;
    this.builder = new SegmentBuilder();
    this.walker = new JsonWalker(this.builder);
    this.#columns = systemColumns(this.builder);
  }
  /** Whether memory for paths calls for an early end of the segment. */
  get crowded() {
    return this.walker.paths > MAX_PATHS;
  }
  /** `@logStream` and `@log`, put together from bytes: they differ from event to event. */
  #addNames(facts) {
    const { account, region } = this.#setting;
    const size = facts.size(FACT.recipientAccountId) + facts.size(FACT.accountId) + facts.size(FACT.userAccountId);
    const room = size + account.length + facts.size(FACT.awsRegion) + region.length + this.#logGroup.length;
    if (this.#scratch.length < room + LOG_STREAM_INFIX.length) this.#scratch = new Uint8Array(room * 2 + 64);
    const scratch = this.#scratch;
    const named = this.#accountFact(facts);
    const afterAccount = named < 0 ? put(account, scratch, 0) : facts.copy(named, scratch, 0);
    this.builder.addText(this.#columns.log, scratch, 0, put(this.#logGroup, scratch, afterAccount));
    const at = put(LOG_STREAM_INFIX, scratch, afterAccount);
    const hasRegion = facts.size(FACT.awsRegion) > 0;
    const end = hasRegion ? facts.copy(FACT.awsRegion, scratch, at) : put(region, scratch, at);
    this.builder.addText(this.#columns.logStream, scratch, 0, end);
  }
  /** The first fact that names the account, -1 if none does. */
  #accountFact(facts) {
    for (const fact of ACCOUNT_FACTS) if (facts.size(fact) > 0) return fact;
    return -1;
  }
};
function put(bytes, target, at) {
  for (let index = 0; index < bytes.length; index++) target[at + index] = bytes[index];
  return at + bytes.length;
}
function systemColumns(builder) {
  return {
    logStream: builder.column("@logStream"),
    log: builder.column("@log"),
    ingestionTime: builder.column("@ingestionTime")
  };
}
function ownTime(facts) {
  return timeOf(facts, FACT.eventTime) ?? timeOf(facts, FACT.windowStart);
}
function timeOf(facts, fact) {
  if (!facts.has(fact)) return void 0;
  const time = parseTime(facts.bytes(fact));
  return Number.isNaN(time) ? void 0 : time;
}

// src/ingest/source-loader.ts
var ENOUGH_EVENTS = 49152;
var MAX_REJECT_BYTES = 32 << 20;
var MAX_REJECTS = 65536;
var NOTED_REJECTS = 3;
var NO_PROGRESS = { bytes: 0, inflated: 0, records: 0, objects: 0 };
function addProgress(a, b) {
  return {
    bytes: a.bytes + b.bytes,
    inflated: a.inflated + b.inflated,
    records: a.records + b.records,
    objects: a.objects + b.objects
  };
}
var SourceLoader = class {
  #options;
  #steps;
  #filler;
  #drafts = /* @__PURE__ */ new Map();
  #finished = [];
  #rejects = [];
  #rejectBytes = 0;
  #notes = [];
  #current;
  constructor(options, steps) {
    this.#options = options;
    this.#steps = steps;
    this.#filler = new SegmentFiller(options.logGroup);
  }
  get walker() {
    return this.#filler.walker;
  }
  get full() {
    const { builder } = this.#filler;
    return builder.events >= SEGMENT_EVENTS || builder.heldBytes >= this.#options.maxSegmentBytes || this.#rejectBytes >= MAX_REJECT_BYTES || this.#rejects.length >= MAX_REJECTS || this.#filler.crowded;
  }
  event(bytes, start, end, time) {
    const draft = this.#draft();
    this.#filler.add(bytes, start, end, draft.records++, time);
  }
  abandon() {
    this.#filler.builder.abandonEvent();
  }
  reject(found) {
    const draft = this.#draft();
    draft.counts.rejects++;
    if (draft.counts.rejects <= NOTED_REJECTS) {
      const place = `record ${draft.records + 1} at byte ${found.offset}`;
      this.#notes.push({
        source: draft.task.uri,
        message: `${place} (${found.length} bytes) is rejected: ${found.reason}`
      });
    }
    this.#rejects.push({ source: draft.task.id, ordinal: draft.records++, ...found });
    this.#rejectBytes += found.bytes.length;
  }
  #draft() {
    if (this.#current === void 0) throw new Error("a record outside a source");
    return this.#current;
  }
  /** Reads one source. Errors of its bytes or of the file system end up in its outcome; others are thrown. */
  async load(task, input) {
    const counts = { events: 0, duplicates: 0, conflicts: 0, rejects: 0 };
    const draft = { task, counts, records: 0, told: 0, inflated: 0, stored: 0 };
    this.#current = draft;
    this.#drafts.set(task.id, draft);
    this.#filler.begin(task.id, originOf(task.uri, task.modified, this.#options.now));
    const reader = new RecordReader(this, this.#options.maxRecordBytes);
    const inflater = new Inflater(this.#options.maxInflatedBytes, input.replay);
    const hash2 = createHash2("sha256");
    let failure;
    const chunks = chunksOf(input.open());
    for (; ; ) {
      let next;
      try {
        next = await chunks.next();
      } catch (error) {
        failure = describeFileError(error);
        break;
      }
      if (next.done === true) break;
      hash2.update(next.value);
      draft.stored += next.value.length;
      await this.#read(reader, inflater.push(next.value), draft);
      this.#progress(draft, next.value.length, 0);
      await this.#steps.breathe?.();
    }
    await this.#read(reader, inflater.end(), draft);
    while (reader.advance(true) === "full") await this.flush();
    const end = reader.finish(failure ?? damageOf(inflater, draft.stored));
    this.#noteOddities(task.uri, draft.counts);
    this.#finished.push({
      id: task.id,
      uri: task.uri,
      size: task.modified === null ? draft.stored : task.size,
      modified: task.modified,
      etag: null,
      sha256: failure === void 0 && !inflater.cutShort ? hash2.digest("hex") : null,
      container: end.container,
      status: end.status,
      message: end.message,
      records: draft.records
    });
    this.#current = void 0;
    this.#progress(draft, 0, 1);
    if (this.full || this.#filler.builder.events >= ENOUGH_EVENTS) await this.flush();
  }
  async #read(reader, pieces, draft) {
    for (const piece of pieces) {
      draft.inflated += piece.length;
      reader.push(piece);
      while (reader.advance(false) === "full") await this.flush();
    }
  }
  #progress(draft, bytes, objects) {
    this.#steps.progress({ bytes, inflated: draft.inflated, records: draft.records - draft.told, objects });
    draft.told = draft.records;
    draft.inflated = 0;
  }
  #noteOddities(source, { rejects }) {
    if (rejects > NOTED_REJECTS) this.#notes.push({ source, message: `rejected in all: ${rejects} records` });
    const { invalidUtf8, undated } = this.#filler;
    if (invalidUtf8 > 0) {
      this.#notes.push({ source, message: `events with text that is not valid UTF-8: ${invalidUtf8}` });
    }
    if (undated > 0) {
      this.#notes.push({ source, message: `events without a time of their own, dated by delivery: ${undated}` });
    }
  }
  /** Seals the segment and sends it out with the sources that are finished. */
  async flush() {
    const { builder } = this.#filler;
    let claim;
    if (builder.events > 0) {
      const identities = builder.identities();
      const sources = Uint32Array.from(identities.sources);
      if (!this.#options.keepDuplicates) claim = await this.#steps.claim(identities);
      for (let row = 0; row < sources.length; row++) {
        const counts = this.#drafts.get(sources[row])?.counts;
        if (counts === void 0) continue;
        if (claim?.duplicates[row] === 1) counts.duplicates++;
        else counts.events++;
        if (claim?.conflicts[row] === 1) counts.conflicts++;
      }
    }
    const segment = builder.events > 0 ? builder.seal(claim?.duplicates) : void 0;
    this.#filler.sealed();
    const completed = this.#finished.map((end) => ({ ...end, ...this.#drafts.get(end.id).counts }));
    const pending = this.#current === void 0 || this.#current.records === 0 ? void 0 : this.#current;
    const step = {
      segments: segment === void 0 ? [] : [segment],
      rejects: this.#rejects,
      completed,
      pending: pending === void 0 ? [] : [pending.task.id]
    };
    const notes = this.#notes;
    for (const end of this.#finished) this.#drafts.delete(end.id);
    this.#finished = [];
    this.#rejects = [];
    this.#rejectBytes = 0;
    this.#notes = [];
    if (completed.length === 0 && segment === void 0 && step.rejects.length === 0 && claim === void 0) return;
    await this.#steps.step({
      step,
      claims: claim === void 0 ? [] : [claim.id],
      notes,
      pending: pending === void 0 ? void 0 : { id: pending.task.id, counts: { ...pending.counts } }
    });
  }
};
function damageOf({ damage, taken }, stored) {
  if (damage === void 0 || taken >= stored) return damage;
  return `${damage}; nothing behind about byte ${taken} of the ${stored} stored ones was read`;
}
function chunksOf(input) {
  return Symbol.asyncIterator in input ? input[Symbol.asyncIterator]() : input[Symbol.iterator]();
}

// src/ingest/ingest-report.ts
var PROGRESS_INTERVAL_MS = 100;
var ReportBuilder = class {
  notes = [];
  skippedObjects = 0;
  objectsTotal = 0;
  bytesTotal = 0;
  #onProgress;
  #started = performance.now();
  #lastProgress = Number.NEGATIVE_INFINITY;
  #counts = {
    objects: 0,
    failedObjects: 0,
    damagedObjects: 0,
    otherObjects: 0,
    records: 0,
    events: 0,
    duplicates: 0,
    conflicts: 0,
    rejects: 0
  };
  #done = NO_PROGRESS;
  constructor(onProgress) {
    this.#onProgress = onProgress;
  }
  /** Adds a source that has been written. */
  add(outcome) {
    const counts = this.#counts;
    counts.objects++;
    if (outcome.status === "failed") counts.failedObjects++;
    if (outcome.status === "damaged") counts.damagedObjects++;
    if (outcome.status === "other") counts.otherObjects++;
    counts.records += outcome.records;
    counts.events += outcome.events;
    counts.duplicates += outcome.duplicates;
    counts.conflicts += outcome.conflicts;
    counts.rejects += outcome.rejects;
    if (outcome.message !== "") {
      const verdict = outcome.status === "other" ? "not stored" : outcome.status;
      this.notes.push({
        source: outcome.uri,
        message: outcome.status === "complete" ? outcome.message : `${verdict}: ${outcome.message}`
      });
    }
  }
  progress(since) {
    this.#done = addProgress(this.#done, since);
    if (performance.now() - this.#lastProgress >= PROGRESS_INTERVAL_MS) this.#tell();
  }
  #tell() {
    this.#lastProgress = performance.now();
    this.#onProgress?.({
      objectsDone: this.#done.objects,
      objectsTotal: this.objectsTotal,
      bytesDone: this.#done.bytes,
      bytesTotal: this.bytesTotal,
      events: this.#done.records,
      elapsedMs: performance.now() - this.#started
    });
  }
  /** The report; progress is told a last time. */
  finish() {
    this.#tell();
    return {
      ...this.#counts,
      skippedObjects: this.skippedObjects,
      bytes: this.#done.bytes,
      inflatedBytes: this.#done.inflated,
      seconds: (performance.now() - this.#started) / 1e3,
      notes: this.notes
    };
  }
};

// src/ingest/pool.ts
import { Worker } from "node:worker_threads";
var BATCH_OBJECTS = 256;
var BATCH_BYTES = 4 << 20;
var BATCHES_PER_WORKER = 8;
function runPool(tasks, writer, options) {
  return new Promise((resolve3, reject) => {
    new Pool(tasks, writer, options, resolve3, reject).start();
  });
}
var Pool = class {
  #writer;
  #options;
  #resolve;
  #reject;
  #slots = /* @__PURE__ */ new Set();
  #batches;
  constructor(tasks, writer, options, resolve3, reject) {
    this.#writer = writer;
    this.#options = options;
    this.#resolve = resolve3;
    this.#reject = reject;
    this.#batches = batchesOf(tasks, options.workers).reverse();
  }
  start() {
    for (let count = Math.min(this.#options.workers, this.#batches.length); count > 0; count--) this.#spawn();
    this.#settle();
  }
  #spawn() {
    const worker = new Worker(this.#options.workerUrl, { workerData: this.#options.load });
    const slot = { worker, owed: /* @__PURE__ */ new Map(), claim: void 0, ready: false, finished: false };
    this.#slots.add(slot);
    worker.on("message", (message) => {
      if (!this.#slots.has(slot)) return;
      try {
        this.#hear(slot, message);
      } catch (error) {
        this.#fail(error);
      }
    });
    worker.on("error", (error) => this.#lost(slot, error instanceof Error ? error.message : String(error)));
    worker.on("exit", (code) => this.#lost(slot, `it ended with code ${code}`));
  }
  #hear(slot, message) {
    const answer = (reply) => slot.worker.postMessage(reply);
    if (message.type === "progress") {
      this.#writer.progress(message.since);
    } else if (message.type === "propose") {
      const claim = this.#writer.claim(message.identities);
      slot.claim = claim.id;
      answer({ type: "claim", claim });
    } else if (message.type === "step") {
      this.#writer.step(message.load);
      slot.claim = void 0;
      for (const { id } of message.load.step.completed) slot.owed.delete(id);
      answer({ type: "written" });
    } else if (message.type === "finished") {
      slot.finished = true;
      this.#slots.delete(slot);
      void slot.worker.terminate();
      this.#settle();
    } else {
      slot.ready = true;
      const batch = this.#options.signal?.aborted === true ? void 0 : this.#batches.pop();
      for (const task of batch ?? []) slot.owed.set(task.id, task);
      answer(batch === void 0 ? { type: "finish" } : { type: "load", tasks: batch });
    }
  }
  /** A worker is gone before it had finished. */
  #lost(slot, reason) {
    if (!this.#slots.delete(slot)) return;
    try {
      if (!slot.ready) throw new Error(`A worker thread cannot be started: ${reason}`);
      if (slot.claim !== void 0) this.#writer.release(slot.claim);
      for (const task of slot.owed.values()) {
        if (slot.owed.size === 1 || this.#writer.isPending(task.id)) {
          this.#writer.abandon(task, `the worker thread that read it stopped: ${reason}`);
        } else {
          this.#batches.push([task]);
        }
      }
      if (this.#batches.length > 0 && this.#options.signal?.aborted !== true) this.#spawn();
      this.#settle();
    } catch (error) {
      this.#fail(error);
    }
  }
  #settle() {
    if (this.#slots.size === 0) this.#resolve();
  }
  #fail(error) {
    const slots = [...this.#slots];
    this.#slots.clear();
    Promise.all(slots.map((slot) => slot.worker.terminate())).then(
      () => this.#reject(error),
      () => this.#reject(error)
    );
  }
};
function batchesOf(tasks, workers) {
  const total = tasks.reduce((sum2, task) => sum2 + task.size, 0);
  const bytes = Math.min(BATCH_BYTES, total / (workers * BATCHES_PER_WORKER));
  const batches = [];
  let batch = [];
  let size = 0;
  for (const task of tasks) {
    batch.push(task);
    size += task.size;
    if (size >= bytes || batch.length >= BATCH_OBJECTS) {
      batches.push(batch);
      batch = [];
      size = 0;
    }
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

// src/ingest/step-writer.ts
var BREATH_MS = 50;
var StepWriter = class {
  #writer;
  #report;
  /** Sources that are partly written, of all loaders: what is written next must not be committed without them. */
  #pending = /* @__PURE__ */ new Map();
  #breath = performance.now();
  constructor(writer, report) {
    this.#writer = writer;
    this.#report = report;
  }
  claim(identities) {
    return this.#writer.claim(identities);
  }
  release(claim) {
    this.#writer.release(claim);
  }
  step({ step, claims, notes, pending }) {
    if (pending !== void 0) this.#pending.set(pending.id, pending.counts);
    for (const { id } of step.completed) this.#pending.delete(id);
    this.#writer.write({ ...step, pending: [...this.#pending.keys()] }, claims);
    this.#report.notes.push(...notes);
    for (const outcome of step.completed) this.#report.add(outcome);
  }
  progress(since) {
    this.#report.progress(since);
  }
  breathe() {
    if (performance.now() - this.#breath < BREATH_MS) return void 0;
    return new Promise((resolve3) => {
      setImmediate(() => {
        this.#breath = performance.now();
        resolve3();
      });
    });
  }
  /** Whether rows of the source are written. */
  isPending(source) {
    return this.#pending.has(source);
  }
  /** Closes a source whose loader is gone: `failed`, or `damaged` if part of it is written. */
  abandon(task, message) {
    const counts = this.#pending.get(task.id);
    const { events, duplicates, conflicts, rejects } = counts ?? { events: 0, duplicates: 0, conflicts: 0, rejects: 0 };
    const outcome = {
      id: task.id,
      uri: task.uri,
      size: task.size,
      modified: task.modified,
      etag: null,
      sha256: null,
      container: "unknown",
      status: counts === void 0 ? "failed" : "damaged",
      message,
      records: events + duplicates + rejects,
      events,
      duplicates,
      conflicts,
      rejects
    };
    this.step({
      step: { segments: [], rejects: [], completed: [outcome], pending: [] },
      claims: [],
      notes: [],
      pending: void 0
    });
  }
};

// src/ingest/ingest.ts
var DEFAULT_LOG_GROUP = "cloudtrail";
var MAX_RECORD_BYTES = 64 << 20;
var MAX_INFLATED_BYTES = 2 ** 30;
var MAX_MEMORY_MB = 1024;
var MAX_WORKERS = 4;
var WORKER_BYTES = 8 << 20;
var SEGMENT_SHARE = 0.25;
async function ingest(writer, sources, options = {}, onProgress) {
  const report = new ReportBuilder(onProgress);
  const steps = new StepWriter(writer, report);
  const listing = listSources(sources, writer.database.memory ? void 0 : writer.database.name);
  report.notes.push(...listing.notes);
  for (const { uri, message } of listing.failed) {
    steps.abandon({ id: writer.reserveSource(), uri, size: 0, modified: null }, message);
  }
  const objects = listing.objects.filter((object) => {
    const known = knownAs(writer, object);
    if (known === void 0 || known.status === "failed") return true;
    if (known.status !== "damaged") return false;
    if (known.sha256 !== null) {
      report.notes.push({ source: object.uri, message: `already stored, damaged: ${known.message}` });
      return false;
    }
    if (options.keepDuplicates !== true || known.events + known.duplicates === 0) return true;
    const message = "it was read in part before, and is not read again: keeping duplicates would store that part twice";
    report.notes.push({ source: object.uri, message });
    return false;
  });
  report.skippedObjects = listing.objects.length - objects.length;
  report.objectsTotal = objects.length;
  report.bytesTotal = objects.reduce((sum2, object) => sum2 + object.size, 0);
  const tasks = objects.map((object) => ({ id: writer.reserveSource(), ...object }));
  const workers = workerCount(options, tasks.length, report.bytesTotal);
  const load = {
    logGroup: options.logGroup ?? DEFAULT_LOG_GROUP,
    keepDuplicates: options.keepDuplicates ?? false,
    maxRecordBytes: options.maxRecordBytes ?? MAX_RECORD_BYTES,
    maxInflatedBytes: options.maxInflatedBytes ?? MAX_INFLATED_BYTES,
    maxSegmentBytes: (options.maxMemoryMb ?? MAX_MEMORY_MB) * 2 ** 20 * SEGMENT_SHARE / Math.max(workers, 1),
    now: (options.now ?? Date.now)()
  };
  try {
    if (workers > 0 && options.workerUrl !== void 0) {
      const files = tasks.filter((task) => task.uri !== STANDARD_INPUT);
      await runPool(files, steps, { workers, workerUrl: options.workerUrl, load, signal: options.signal });
      await loadHere(
        tasks.filter((task) => task.uri === STANDARD_INPUT),
        steps,
        load,
        options
      );
    } else {
      await loadHere(tasks, steps, load, options);
    }
  } catch (error) {
    writer.rollback();
    throw error;
  }
  if (options.signal?.aborted === true)
    report.notes.push({ source: "", message: "stopped before all objects were read" });
  return report.finish();
}
function knownAs(writer, object) {
  if (object.modified === null) return void 0;
  const stored = writer.findSource(object.uri);
  return stored?.size === object.size && stored.modified === object.modified ? stored : void 0;
}
function workerCount({ workers, workerUrl }, objects, bytes) {
  if (workerUrl === void 0) return 0;
  if (workers !== void 0) return workers;
  return bytes < WORKER_BYTES || objects < 2 ? 0 : Math.min(availableParallelism(), MAX_WORKERS, objects);
}
async function loadHere(tasks, steps, load, { stdin, signal }) {
  const loader = new SourceLoader(load, steps);
  for (const task of tasks) {
    if (signal?.aborted === true) break;
    const isStream2 = task.uri === STANDARD_INPUT;
    await loader.load(
      task,
      isStream2 ? streamInput(stdin ?? process.stdin, signal) : fileInput(task.uri, task.modified)
    );
  }
  await loader.flush();
}

// src/store/checksums.ts
import { crc32 as crc322 } from "node:zlib";
function rowChecksum(row) {
  return crc322(JSON.stringify(row.map((value) => value instanceof Uint8Array ? frameChecksum(value) : value)));
}
function storedText(text2) {
  return /[\ud800-\udfff]/.test(text2) ? Buffer.from(text2).toString() : text2;
}
function insertRow(statement, row) {
  const stored = row.map((value) => typeof value === "string" ? storedText(value) : value);
  statement.run(...stored);
  return rowChecksum(stored);
}
function storedTotals(database, table) {
  const totals = database.prepare("SELECT rows, checksum FROM table_checksum WHERE name = ?").get(table);
  if (totals === void 0) throw corrupt(`the checksum of the table ${table} is missing`);
  return totals;
}
function sum(a, b) {
  return a + b >>> 0;
}
function checkedRows(database, table) {
  const expected = storedTotals(database, table);
  const rows = database.prepare(`SELECT * FROM ${table} ORDER BY id`).raw().all();
  if (rows.length !== expected.rows) {
    throw corrupt(`the table ${table} has ${rows.length} rows instead of ${expected.rows}`);
  }
  if (rows.reduce((total, row) => sum(total, rowChecksum(row)), 0) !== expected.checksum) {
    throw corrupt(`the table ${table} does not match its checksum`);
  }
  return rows;
}
var TableChecksum = class {
  #database;
  #table;
  #save;
  #rows;
  #checksum;
  /** @throws StoreError `corrupt` */
  constructor(database, table) {
    const { rows, checksum } = storedTotals(database, table);
    this.#database = database;
    this.#table = table;
    this.#rows = rows;
    this.#checksum = checksum;
    this.#save = database.prepare("UPDATE table_checksum SET rows = ?, checksum = ? WHERE name = ?");
  }
  /** @param checksum of a row that is new. */
  add(checksum) {
    this.#rows++;
    this.#checksum = sum(this.#checksum, checksum);
  }
  /** @param before checksum of a row that changes, `after` what it becomes. */
  replace(before2, after2) {
    this.#checksum = sum(this.#checksum, after2 - before2);
  }
  /** Whether it is what the store has: it is not when somebody else has written to the table. */
  isStored() {
    const { rows, checksum } = storedTotals(this.#database, this.#table);
    return rows === this.#rows && checksum === this.#checksum;
  }
  save() {
    this.#save.run(this.#rows, this.#checksum, this.#table);
  }
};

// src/store/catalog.ts
var EXAMPLES2 = 3;
var CatalogWriter = class {
  #fields = /* @__PURE__ */ new Map();
  #save;
  #table;
  /** @throws StoreError `corrupt` */
  constructor(database) {
    for (const row of readFields(database)) {
      this.#fields.set(row[1], { ...fieldInfo(row), id: row[0], checksum: rowChecksum(row) });
    }
    this.#table = new TableChecksum(database, "field");
    this.#save = database.prepare("INSERT OR REPLACE INTO field VALUES (?, ?, ?, ?, ?, ?, ?)");
  }
  /** Adds a chunk to the totals of its field and saves them. Returns the id of the field. */
  add(chunk) {
    const field = this.#field(chunk.path);
    field.events += chunk.present;
    field.strings += chunk.strings;
    field.numbers += chunk.numbers;
    field.booleans += chunk.booleans;
    if (field.examples.length < EXAMPLES2) {
      field.examples = [.../* @__PURE__ */ new Set([...field.examples, ...chunk.examples])].slice(0, EXAMPLES2);
    }
    const { id, events, strings, numbers, booleans, examples } = field;
    const row = [id, chunk.path, events, strings, numbers, booleans, JSON.stringify(examples)];
    const checksum = insertRow(this.#save, row);
    if (field.checksum === void 0) this.#table.add(checksum);
    else this.#table.replace(field.checksum, checksum);
    field.checksum = checksum;
    return id;
  }
  /** Whether the store has the catalog as it is here. */
  isStored() {
    return this.#table.isStored();
  }
  saveChecksum() {
    this.#table.save();
  }
  #field(path) {
    let field = this.#fields.get(path);
    if (field === void 0) {
      field = {
        id: this.#fields.size + 1,
        events: 0,
        strings: 0,
        numbers: 0,
        booleans: 0,
        examples: [],
        checksum: void 0
      };
      this.#fields.set(path, field);
    }
    return field;
  }
};
function readFields(database) {
  return checkedRows(database, "field");
}
function fieldInfo([, path, events, strings, numbers, booleans, examples]) {
  return { path, events, strings, numbers, booleans, examples: examplesOf2(path, examples) };
}
function examplesOf2(path, json) {
  try {
    const examples = JSON.parse(json);
    if (isTexts(examples)) return examples;
  } catch (error) {
    throw corrupt(`the examples of the field ${path} are not JSON`, error);
  }
  throw corrupt(`the examples of the field ${path} are not a list of texts`);
}
function isTexts(value) {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
function isSystemField(path) {
  return path.startsWith("@") && !path.startsWith("@@");
}
var CatalogReader = class _CatalogReader {
  #ids = /* @__PURE__ */ new Map();
  #rows;
  /** Sorted by path; system fields left out. Made when somebody asks: a query seldom does. */
  #fields;
  constructor(rows) {
    for (const [id, path] of rows) this.#ids.set(path, id);
    this.#rows = rows;
  }
  /**
   * Reads the catalog. To be called in a transaction.
   * @throws StoreError `corrupt`
   */
  static of(database) {
    return new _CatalogReader(readFields(database));
  }
  static empty = new _CatalogReader([]);
  /** The id of a field that some event has. */
  id(path) {
    return this.#ids.get(path);
  }
  /** @throws StoreError `corrupt` */
  fields(prefix) {
    this.#fields ??= this.#rows.filter(([, path]) => !isSystemField(path)).map(fieldInfo).sort((a, b) => a.path < b.path ? -1 : 1);
    return prefix === "" ? this.#fields : this.#fields.filter(({ path }) => path.startsWith(prefix));
  }
};

// src/store/identities.ts
import { randomBytes as randomBytes2 } from "node:crypto";
var CONTENT_WORDS = CONTENT_BYTES / 4;
var KEY_WORDS = KEY_BYTES / 4;
var SEED2 = randomBytes2(4).readInt32LE();
var ClaimedBatch = class {
  minEventTime;
  maxEventTime;
  duplicates;
  conflicts;
  #words;
  /** First row + 1 with a content or key, by hash; 0 = free. */
  #byContent;
  #byKey;
  #mask;
  /** Marks duplicates and conflicts within the batch. */
  constructor({ contents, keys, eventTimes }) {
    this.#words = wordsOf(contents, keys);
    const rows = this.#words.rows;
    this.minEventTime = eventTimes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    this.maxEventTime = eventTimes.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    this.duplicates = new Uint8Array(rows);
    this.conflicts = new Uint8Array(rows);
    const size = 2 ** Math.ceil(Math.log2(Math.max(4, rows * 2)));
    this.#mask = size - 1;
    this.#byContent = new Int32Array(size);
    this.#byKey = new Int32Array(size);
    for (let row = 0; row < rows; row++) this.#insert(row);
  }
  #insert(row) {
    const slot = this.#contentSlot(this.#words, row);
    if (this.#byContent[slot] !== 0) {
      this.duplicates[row] = 1;
      return;
    }
    this.#byContent[slot] = row + 1;
    if (!hasKey(this.#words, row)) return;
    const keySlot = this.#keySlot(this.#words, row);
    if (this.#byKey[keySlot] === 0) this.#byKey[keySlot] = row + 1;
    else this.conflicts[row] = 1;
  }
  /** Marks what the rows of a stored segment make a duplicate or a conflict. */
  compareStored(contents, keys) {
    this.#compare(wordsOf(contents, keys));
  }
  /** Marks what the rows of an earlier batch, of which the duplicates are not stored, make a duplicate or a conflict. */
  compareClaimed(earlier) {
    this.#compare(earlier.#words, earlier.duplicates);
  }
  overlaps(minEventTime, maxEventTime) {
    return this.minEventTime <= maxEventTime && this.maxEventTime >= minEventTime;
  }
  /** Duplicates are not conflicts. To be called after all comparisons. */
  settle() {
    for (let row = 0; row < this.duplicates.length; row++) if (this.duplicates[row] === 1) this.conflicts[row] = 0;
  }
  #compare(others, left) {
    for (let row = 0; row < others.rows; row++) {
      if (left?.[row] === 1) continue;
      const same = this.#byContent[this.#contentSlot(others, row)] ?? 0;
      if (same !== 0) this.duplicates[same - 1] = 1;
      if (!hasKey(others, row)) continue;
      const alike = this.#byKey[this.#keySlot(others, row)] ?? 0;
      if (alike !== 0 && !sameWords(this.#words.contents, alike - 1, others.contents, row, CONTENT_WORDS)) {
        this.conflicts[alike - 1] = 1;
      }
    }
  }
  /** The slot that holds the content of a row, or the free one where it belongs. */
  #contentSlot({ contents }, row) {
    let slot = hashWords(contents, row * CONTENT_WORDS, CONTENT_WORDS) & this.#mask;
    for (; ; ) {
      const found = this.#byContent[slot] ?? 0;
      if (found === 0 || sameWords(this.#words.contents, found - 1, contents, row, CONTENT_WORDS)) return slot;
      slot = slot + 1 & this.#mask;
    }
  }
  #keySlot({ keys }, row) {
    let slot = hashWords(keys, row * KEY_WORDS, KEY_WORDS) & this.#mask;
    for (; ; ) {
      const found = this.#byKey[slot] ?? 0;
      if (found === 0 || sameWords(this.#words.keys, found - 1, keys, row, KEY_WORDS)) return slot;
      slot = slot + 1 & this.#mask;
    }
  }
};
function wordsOf(contents, keys) {
  const rows = contents.length / CONTENT_BYTES;
  return {
    contents: uint32At(contents, 0, rows * CONTENT_WORDS, "the contents of a batch"),
    keys: uint32At(keys, 0, rows * KEY_WORDS, "the keys of a batch"),
    rows
  };
}
function hasKey({ keys }, row) {
  return keys[row * KEY_WORDS] !== 0 || keys[row * KEY_WORDS + 1] !== 0;
}
function sameWords(a, rowA, b, rowB, words) {
  for (let i = 0; i < words; i++) if (a[rowA * words + i] !== b[rowB * words + i]) return false;
  return true;
}
function hashWords(words, start, count) {
  let hash2 = SEED2;
  for (let i = start; i < start + count; i++) {
    hash2 = Math.imul(hash2 ^ (words[i] ?? 0), 1540483477);
    hash2 ^= hash2 >>> 15;
  }
  return hash2;
}

// src/store/manifest.ts
var PARTS = ["times", "origins", "identities", "locations"];
var HEADER_WORDS = 2;
function encodeManifest({ parts, blocks, fields, chunks }) {
  return frame(joined([Uint32Array.of(blocks.length, chunks.length), parts, blocks, fields, chunks]), false);
}
function decodeManifest(raw, what) {
  const [blocks = 0, chunks = 0] = uint32At(raw, 0, HEADER_WORDS, what);
  const words = uint32At(raw, HEADER_WORDS * 4, PARTS.length + blocks + chunks * 2, what);
  const blockEnd = PARTS.length + blocks;
  return {
    parts: words.subarray(0, PARTS.length),
    blocks: words.subarray(PARTS.length, blockEnd),
    fields: words.subarray(blockEnd, blockEnd + chunks),
    chunks: words.subarray(blockEnd + chunks)
  };
}
function chunkChecksum({ fields, chunks }, field) {
  let low = 0;
  let high = fields.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if ((fields[middle] ?? 0) < field) low = middle + 1;
    else high = middle;
  }
  return fields[low] === field ? chunks[low] : void 0;
}

// src/store/reject-row.ts
function rejectRow({ source, ordinal, offset, length, reason, bytes }) {
  const facts = [source, ordinal, offset, length, storedText(reason), frame(bytes)];
  return [...facts, rowChecksum(facts)];
}

// src/store/schema.ts
import { existsSync, statSync as statSync2 } from "node:fs";
import { dirname, join as join2, resolve as resolve2 } from "node:path";
import Database from "better-sqlite3";
var APPLICATION_ID2 = 1414680908;
var FORMAT_VERSION = 1;
var LOCK_WAIT = 5e3;
var SCHEMA = `
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified REAL,
  etag TEXT,
  sha256 TEXT,
  container TEXT NOT NULL,
  status TEXT NOT NULL,
  message TEXT NOT NULL,
  records INTEGER NOT NULL,
  events INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,
  rejects INTEGER NOT NULL,
  ingested_at REAL NOT NULL
) STRICT;
CREATE INDEX source_by_uri ON source (uri, id);

CREATE TABLE reject (
  source INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  reason TEXT NOT NULL,
  bytes BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (source, ordinal)
) STRICT;

CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  events INTEGER NOT NULL,
  min_time REAL NOT NULL,
  max_time REAL NOT NULL,
  min_event_time REAL NOT NULL,
  max_event_time REAL NOT NULL,
  record_bytes INTEGER NOT NULL,
  manifest INTEGER NOT NULL
) STRICT;

CREATE TABLE segment_part (
  segment INTEGER NOT NULL,
  part TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (segment, part)
) STRICT;

CREATE TABLE record_block (
  segment INTEGER NOT NULL,
  block INTEGER NOT NULL,
  records BLOB NOT NULL,
  PRIMARY KEY (segment, block)
) STRICT;

CREATE TABLE field (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  events INTEGER NOT NULL,
  strings INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  booleans INTEGER NOT NULL,
  examples TEXT NOT NULL
) STRICT;

CREATE TABLE chunk (
  segment INTEGER NOT NULL,
  field INTEGER NOT NULL,
  encoding TEXT NOT NULL,
  present INTEGER NOT NULL,
  strings INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  booleans INTEGER NOT NULL,
  min REAL,
  max REAL,
  "values" BLOB NOT NULL,
  codes BLOB NOT NULL,
  PRIMARY KEY (segment, field)
) STRICT;

CREATE TABLE lookup_table (
  name TEXT PRIMARY KEY NOT NULL,
  columns TEXT NOT NULL,
  rows INTEGER NOT NULL,
  size INTEGER NOT NULL,
  modified REAL NOT NULL,
  cells BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE saved_query (
  name TEXT PRIMARY KEY NOT NULL,
  text TEXT NOT NULL,
  parameters TEXT NOT NULL,
  modified REAL NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE table_checksum (
  name TEXT PRIMARY KEY,
  rows INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
INSERT INTO table_checksum VALUES ('source', 0, 0), ('segment', 0, 0), ('field', 0, 0);
`;
function openForWriting(path, lockWait) {
  return guarded(path, () => {
    const file = path === ":memory:" ? path : resolve2(path);
    if (!existsSync(dirname(file))) {
      throw new StoreError("not-found", `There is no folder ${dirname(file)}. Make it, or name another file.`);
    }
    if (existsSync(file) && !statSync2(file).isFile()) {
      throw new StoreError(
        "unreadable",
        statSync2(file).isDirectory() ? `${path} is a folder, not a file. Name a file in it, such as ${join2(path, "trail.db")}.` : `${path} is not a file. Name another one.`
      );
    }
    const connection = new Database(file, { timeout: lockWait });
    return closedOnError(connection, () => {
      const isNew = isEmpty(connection);
      if (!isNew) checkFormat(connection, path);
      connection.pragma("journal_mode = WAL");
      connection.pragma("synchronous = FULL");
      connection.pragma("journal_size_limit = 67108864");
      connection.exec("BEGIN IMMEDIATE");
      if (isNew) create(connection);
      connection.exec("COMMIT; BEGIN IMMEDIATE");
    });
  });
}
function create(connection) {
  if (countTables(connection) > 0) return;
  connection.exec(SCHEMA);
  connection.pragma(`application_id = ${APPLICATION_ID2}`);
  connection.pragma(`user_version = ${FORMAT_VERSION}`);
}
function checkFormat(connection, path) {
  if (number(connection, "application_id") !== APPLICATION_ID2) {
    throw new StoreError(
      "not-a-store",
      `${path} is a SQLite file of another program, not a TrailQL store. ${NAME_ONE}`
    );
  }
  const version = number(connection, "user_version");
  if (version > FORMAT_VERSION) {
    throw new StoreError(
      "newer-format",
      `${path} has format ${version}; this TrailQL reads format ${FORMAT_VERSION}. Use a newer TrailQL.`
    );
  }
  if (version < FORMAT_VERSION) {
    throw new StoreError(
      "older-format",
      `${path} has format ${version}; this TrailQL reads format ${FORMAT_VERSION}. Ingest its sources again into a new file.`
    );
  }
}
function number(connection, pragma) {
  return Number(connection.pragma(pragma, { simple: true }));
}
function isEmpty(connection) {
  return countTables(connection) === 0 && number(connection, "application_id") === 0;
}
function countTables(connection) {
  return connection.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() ?? 0;
}
function closedOnError(connection, prepare3) {
  try {
    prepare3();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
function guarded(path, action) {
  try {
    return action();
  } catch (error) {
    throw fromSqlite(error, path);
  }
}

// src/store/byte-cache.ts
var ByteCache = class {
  #limit;
  #sizeOf;
  #values = /* @__PURE__ */ new Map();
  #held = 0;
  constructor(limit, sizeOf) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }
  /** The cached value, or that of `make`, which is then cached. The latest value is kept even if it exceeds the limit. */
  get(key2, make) {
    let value = this.#values.get(key2);
    if (value === void 0) {
      value = make();
      this.#held += this.#sizeOf(value);
      this.#trim();
    } else {
      this.#values.delete(key2);
    }
    this.#values.set(key2, value);
    return value;
  }
  #trim() {
    for (const [key2, value] of this.#values) {
      if (this.#held <= this.#limit) return;
      this.#values.delete(key2);
      this.#held -= this.#sizeOf(value);
    }
  }
};

// src/store/segment.ts
var MANIFEST_CACHE = 16 * 1024 * 1024;
function segmentOfRow(row) {
  const [id, events, minTime, maxTime, minEventTime, maxEventTime, recordBytes, manifest] = row;
  return { id, events, minTime, maxTime, minEventTime, maxEventTime, recordBytes, manifest };
}
function readSegments(database) {
  const segments = checkedRows(database, "segment").map(segmentOfRow);
  const broken = segments.find(({ events }) => !(events > 0 && events <= SEGMENT_EVENTS));
  if (broken !== void 0) throw corrupt(`segment ${broken.id} has ${broken.events} events`);
  return segments;
}
var SegmentRows = class {
  #statements;
  #manifests = new ByteCache(MANIFEST_CACHE, ({ blocks, fields }) => {
    return (blocks.length + fields.length * 2) * 4;
  });
  constructor(database) {
    this.#statements = prepare(database);
  }
  part(segment, part2) {
    const what = `${part2} of segment ${segment.id}`;
    const row = this.#statements.part.get(segment.id, part2);
    return unframe(checked(row, this.#manifest(segment).parts[PARTS.indexOf(part2)], what)[2], what);
  }
  block(segment, block) {
    const what = `block ${block} of segment ${segment.id}`;
    const row = this.#statements.block.get(segment.id, block);
    return unframe(checked(row, this.#manifest(segment).blocks[block], what)[2], what);
  }
  /** undefined when no row of the segment has the field. */
  chunk(segment, field) {
    const checksum = chunkChecksum(this.#manifest(segment), field);
    if (checksum === void 0) return void 0;
    return checked(this.#statements.chunk.get(segment.id, field), checksum, `field ${field} in segment ${segment.id}`);
  }
  #manifest({ id, manifest }) {
    return this.#manifests.get(id, () => {
      const what = `manifest of segment ${id}`;
      const row = checked(this.#statements.part.get(id, "manifest"), manifest, what);
      return decodeManifest(unframe(row[2], what), what);
    });
  }
};
function checked(row, checksum, what) {
  if (row === void 0) throw corrupt(`${what}: the row is missing`);
  if (rowChecksum(row) !== checksum) throw corrupt(`${what}: the row does not match its checksum`);
  return row;
}
function prepare(database) {
  return {
    part: database.prepare("SELECT * FROM segment_part WHERE segment = ? AND part = ?").raw(),
    chunk: database.prepare("SELECT * FROM chunk WHERE segment = ? AND field = ?").raw(),
    block: database.prepare("SELECT * FROM record_block WHERE segment = ? AND block = ?").raw()
  };
}

// src/store/single-file.ts
var PAUSE = 20;
var TIDY_WAIT = 1e3;
function leaveOneFile(database, wait) {
  database.pragma("busy_timeout = 0");
  const start = Date.now();
  for (; ; ) {
    const whole = database.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) === 0;
    if (leaveLog(database)) return true;
    if (Date.now() - start >= (whole ? Math.min(wait, TIDY_WAIT) : wait)) return whole;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}
function leaveLog(database) {
  try {
    database.pragma("journal_mode = DELETE");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return false;
    throw error;
  }
}

// src/store/source-row.ts
var STATUSES = ["complete", "damaged", "failed", "other"];
function storedSource(row) {
  const [id, uri, size, modified, etag, sha2562, container, text2, message, ...counts] = row;
  const [records, events, duplicates, conflicts, rejects, ingestedAt] = counts;
  const status = STATUSES.find((known) => known === text2);
  if (status === void 0) throw corrupt(`source ${id} has the unknown status ${text2}`);
  const facts = { id, uri, size, modified, etag, sha256: sha2562, container, status, message };
  return { ...facts, records, events, duplicates, conflicts, rejects, ingestedAt };
}
function sourceRow(source, ingestedAt) {
  const { id, uri, size, modified, etag, sha256: sha2562, container, status, message } = source;
  const { records, events, duplicates, conflicts, rejects } = source;
  const facts = [id, uri, size, modified, etag, sha2562, container, status, message];
  return [...facts, records, events, duplicates, conflicts, rejects, ingestedAt];
}

// src/store/writer.ts
var StoreWriter = class _StoreWriter {
  #path;
  #database;
  #now;
  #lockWait;
  #statements;
  #claims = /* @__PURE__ */ new Map();
  #catalog;
  #rows;
  #segments;
  #segmentTable;
  #sourceTable;
  #nextSource;
  #nextClaim = 1;
  #dataVersion;
  #changes = 0;
  /** Why a step or a rollback has failed: what it left of the transaction must not be committed. */
  #failure;
  constructor(path, database, options) {
    this.#path = path;
    this.#database = database;
    this.#now = options.now ?? Date.now;
    this.#lockWait = options.lockWait ?? LOCK_WAIT;
    this.#statements = prepare2(database);
    this.#catalog = new CatalogWriter(database);
    this.#rows = new SegmentRows(database);
    this.#segments = readSegments(database);
    this.#segmentTable = new TableChecksum(database, "segment");
    this.#sourceTable = new TableChecksum(database, "source");
    this.#nextSource = (this.#statements.lastSource.get() ?? 0) + 1;
    this.#dataVersion = this.#currentVersion();
  }
  /**
   * Opens the store at `path`, creating it when there is none; `:memory:` makes one that is never saved. Until `close` no other
   * process can write to it; others can read what is committed.
   * @throws StoreError
   */
  static open(path, options = {}) {
    const database = openForWriting(path, options.lockWait ?? LOCK_WAIT);
    try {
      return new _StoreWriter(path, database, options);
    } catch (error) {
      database.close();
      throw fromSqlite(error, path);
    }
  }
  /** The writing connection. It is always in a transaction. */
  get database() {
    return this.#database;
  }
  /** Grows with every change of what a reader on the same connection sees. */
  get changes() {
    return this.#changes;
  }
  /** An id for a source object about to be read. */
  reserveSource() {
    return this.#nextSource++;
  }
  /** The latest record of the source object of that URI. */
  findSource(uri) {
    const row = this.#guarded(() => this.#statements.findSource.get(uri));
    return row === void 0 ? void 0 : storedSource(row);
  }
  /**
   * Tells which rows of a batch are stored already or are being stored by an earlier batch, and remembers the rest as claimed.
   * Duplicates have the same event time, so only segments that overlap the batch in event time are looked at.
   * @throws StoreError `corrupt`
   */
  claim(identities) {
    const batch = new ClaimedBatch(identities);
    for (const segment of this.#segments) {
      if (!batch.overlaps(segment.minEventTime, segment.maxEventTime)) continue;
      const { contents, keys } = this.#guarded(() => this.#identitiesOf(segment));
      batch.compareStored(contents, keys);
    }
    for (const earlier of this.#claims.values()) {
      if (batch.overlaps(earlier.minEventTime, earlier.maxEventTime)) batch.compareClaimed(earlier);
    }
    batch.settle();
    const id = this.#nextClaim++;
    this.#claims.set(id, batch);
    return { id, duplicates: batch.duplicates.slice(), conflicts: batch.conflicts.slice() };
  }
  #identitiesOf(segment) {
    const raw = this.#rows.part(segment, "identities");
    return decodeIdentities(raw, segment.events, `identities of segment ${segment.id}`);
  }
  /** Forgets a claim. Without having written its rows this is right only if no later batch was told of duplicates among them. */
  release(claim) {
    this.#claims.delete(claim);
  }
  /**
   * Stores a step and releases the claims whose rows it contains. When no source is pending afterwards, everything since the last
   * commit becomes visible and durable at once; until then nothing of it does, whatever happens to the process. After an error
   * the only ways on are `rollback` and `close`.
   * @throws StoreError
   */
  write(step, claims = []) {
    if (this.#failure !== void 0) {
      throw new StoreError(
        "unreadable",
        `Nothing more is written to ${this.#path}: an earlier step of this ingest failed. Run the ingest again.`
      );
    }
    try {
      for (const segment of step.segments) this.#insertSegment(segment);
      for (const reject of step.rejects) this.#statements.addReject.run(...rejectRow(reject));
      for (const source of step.completed) this.#insertSource(source);
      this.#saveChecksums();
      this.#changes++;
      if (step.pending.length === 0) this.#commit();
    } catch (error) {
      this.#failure = fromSqlite(error, this.#path);
      throw this.#failure;
    }
    for (const claim of claims) this.release(claim);
  }
  #commit() {
    this.#database.exec("COMMIT; BEGIN IMMEDIATE");
    const version = this.#currentVersion();
    if (version === this.#dataVersion) return;
    if (![this.#catalog, this.#segmentTable, this.#sourceTable].every((table) => table.isStored())) {
      throw new StoreError(
        "locked",
        `Another process has written to ${this.#path} during this ingest. What is committed is complete; run the ingest again to add the rest.`
      );
    }
    this.#dataVersion = version;
  }
  #currentVersion() {
    return this.#database.pragma("data_version", { simple: true });
  }
  #insertSegment(sealed) {
    const id = (this.#segments.at(-1)?.id ?? 0) + 1;
    const statements = this.#statements;
    const parts = PARTS.map((part2) => insertRow(statements.addPart, [id, part2, sealed[part2]]));
    const blocks = sealed.blocks.map(
      (records, block) => insertRow(statements.addBlock, [id, block, records])
    );
    const chunks = sealed.chunks.map((chunk) => this.#insertChunk(id, chunk)).sort((a, b) => a.field - b.field);
    const manifest = encodeManifest({
      parts: Uint32Array.from(parts),
      blocks: Uint32Array.from(blocks),
      fields: Uint32Array.from(chunks, ({ field }) => field),
      chunks: Uint32Array.from(chunks, ({ checksum: checksum2 }) => checksum2)
    });
    const { events, minTime, maxTime, minEventTime, maxEventTime, recordBytes } = sealed;
    const checksum = insertRow(statements.addPart, [id, "manifest", manifest]);
    const row = [id, events, minTime, maxTime, minEventTime, maxEventTime, recordBytes, checksum];
    this.#segmentTable.add(insertRow(statements.addSegment, row));
    this.#segments.push(segmentOfRow(row));
  }
  #insertChunk(segment, chunk) {
    const { encoding, present, strings, numbers, booleans, min, max, values, codes } = chunk;
    const field = this.#catalog.add(chunk);
    const counts = [present, strings, numbers, booleans];
    const row = [segment, field, encoding, ...counts, min, max, values, codes];
    return { field, checksum: insertRow(this.#statements.addChunk, row) };
  }
  #insertSource(source) {
    this.#sourceTable.add(insertRow(this.#statements.addSource, sourceRow(source, this.#now())));
  }
  #saveChecksums() {
    this.#catalog.saveChecksum();
    this.#segmentTable.save();
    this.#sourceTable.save();
  }
  /**
   * Undoes everything since the last commit and drops all claims.
   * @throws StoreError, of the step that has failed if there is one; then the only way on is `close`
   */
  rollback() {
    try {
      this.#startAgain();
    } catch (error) {
      this.#failure ??= fromSqlite(error, this.#path);
      throw this.#failure;
    }
    this.#failure = void 0;
    this.#changes++;
  }
  #startAgain() {
    if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
    this.#database.exec("BEGIN IMMEDIATE");
    this.#claims.clear();
    this.#catalog = new CatalogWriter(this.#database);
    this.#rows = new SegmentRows(this.#database);
    this.#segments = readSegments(this.#database);
    this.#segmentTable = new TableChecksum(this.#database, "segment");
    this.#sourceTable = new TableChecksum(this.#database, "source");
  }
  /**
   * Closes the store. What is not committed is undone. Waits for readers, so that a single file is left.
   * @returns false when a reader stays that needs the write-ahead log: the file is only whole with the `-wal` file beside it,
   *   until the next writer closes.
   * @throws StoreError when nothing has failed before; everything committed is kept
   */
  close() {
    if (!this.#database.open) return true;
    try {
      if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
      return leaveOneFile(this.#database, this.#lockWait);
    } catch (error) {
      if (this.#failure === void 0) throw fromSqlite(error, this.#path);
      return false;
    } finally {
      this.#database.close();
    }
  }
  #guarded(read) {
    try {
      return read();
    } catch (error) {
      throw fromSqlite(error, this.#path);
    }
  }
};
function prepare2(database) {
  return {
    lastSource: database.prepare("SELECT max(id) FROM source").pluck(),
    findSource: database.prepare("SELECT * FROM source WHERE uri = ? ORDER BY id DESC LIMIT 1").raw(),
    addSegment: database.prepare("INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
    addPart: database.prepare("INSERT INTO segment_part VALUES (?, ?, ?)"),
    addBlock: database.prepare("INSERT INTO record_block VALUES (?, ?, ?)"),
    addChunk: database.prepare("INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    addReject: database.prepare("INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?, ?)"),
    addSource: database.prepare("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
  };
}

// ../../tmp/p1/entry.ts
var [, , src, db] = process.argv;
for (const s of ["", "-wal", "-shm"]) rmSync(db + s, { force: true });
var cpu = () => {
  const u = process.cpuUsage();
  return (u.user + u.system) / 1e6;
};
function ceil() {
  const fs = readdirSync2(src, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".gz")).slice(0, 40);
  const c = cpu();
  let n2 = 0;
  for (const f of fs) n2 += JSON.parse(gunzipSync(readFileSync(join3(src, f))).toString()).Records.length;
  return (cpu() - c) * 1e6 / n2;
}
var before = process.env.NOCEIL ? 0 : ceil();
var w = StoreWriter.open(db);
var c0 = cpu();
var t0 = performance.now();
var r = await ingest(w, [src], { workers: 0 });
w.close();
var n = Number(r.events);
var c1 = cpu();
var t1 = performance.now();
var after = process.env.NOCEIL ? 0 : ceil();
console.log("us/ev", ((c1 - c0) * 1e6 / n).toFixed(1), "ceil", before.toFixed(1), after.toFixed(1), "cpu ratio", ((c1 - c0) * 1e6 / n / ((before + after) / 2)).toFixed(2), "wall", ((t1 - t0) / 1e3).toFixed(2), "events", n, "db MB", statSync3(db).size / 1e6, "maxrss MB", process.resourceUsage().maxRSS / 1e3 | 0);
