/** Writes archives and compressed data, as small as their formats allow, for tests. */

import { crc32, deflateRawSync } from 'node:zlib';

export interface File {
  readonly path: string;
  readonly bytes: Uint8Array | string;
}

export interface ZipOptions {
  /** 0 or 8; default 8. */
  readonly method?: number;
  /** Sizes and checksum behind the bytes instead of in front, as pipes have them; with or without its signature. */
  readonly descriptor?: 'signed' | 'bare';
  /** Bits of the header. */
  readonly flags?: number;
}

const buffer = (bytes: Uint8Array | string): Buffer => Buffer.from(bytes);

export function zip(files: readonly File[], { method = 8, descriptor, flags = 0 }: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { path, bytes } of files) {
    const data = buffer(bytes);
    const packed = method === 8 ? deflateRawSync(data) : data;
    const name = Buffer.from(path);
    const facts = Buffer.alloc(12);
    facts.writeUInt32LE(crc32(data), 0);
    facts.writeUInt32LE(packed.length, 4);
    facts.writeUInt32LE(data.length, 8);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags | (descriptor === undefined ? 0 : 8) | 0x800, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt16LE((12 << 11) | (30 << 5), 6);
    common.writeUInt16LE(((2024 - 1980) << 9) | (5 << 5) | 1, 8);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.from(common);
    if (descriptor === undefined) facts.copy(local, 10);
    facts.copy(common, 10);
    const behind =
      descriptor === undefined ? [] : descriptor === 'bare' ? [facts] : [Buffer.from('PK\x07\x08', 'latin1'), facts];
    const entry = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), local, name, packed, ...behind]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]));
    parts.push(entry);
    at += entry.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

export function tar(files: readonly File[], type = '0'): Buffer {
  const blocks = files.flatMap(({ path, bytes }) => {
    const data = buffer(bytes);
    return [tarHeader(path, data.length, type), data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function tarHeader(path: string, size: number, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${(1_714_566_600).toString(8).padStart(11, '0')}\0`, 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A frame of zstd whose blocks are stored as they are. */
export function zstd(bytes: Uint8Array | string): Buffer {
  const data = buffer(bytes);
  const head = Buffer.alloc(13);
  head.writeUInt32LE(0xfd2fb528, 0);
  // One segment, its size in eight bytes.
  head[4] = 0xe0;
  head.writeBigUInt64LE(BigInt(data.length), 5);
  const blocks: Buffer[] = [];
  for (let at = 0; at === 0 || at < data.length; at += 100_000) {
    const block = data.subarray(at, at + 100_000);
    const isLast = at + 100_000 >= data.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    blocks.push(header, block);
  }
  return Buffer.concat([head, ...blocks]);
}
