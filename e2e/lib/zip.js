// Zips made by hand: also such as no program would make.
import { crc32, deflateRawSync } from "node:zlib";

/**
 * A zip with these entries, each `{ name, data, stored, flags, size }`: `size` is what the zip says of it,
 * whatever is in it.
 */
export function zip(entries) {
  const parts = [];
  const list = [];
  let offset = 0;
  for (const { name, data = Buffer.alloc(0), stored = false, flags = 0x800, size, packed } of entries) {
    const raw = Buffer.from(data);
    const body = packed ?? (stored ? raw : deflateRawSync(raw));
    const title = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(raw), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(size ?? raw.length, 18);
    fields.writeUInt16LE(title.length, 22);
    parts.push(Buffer.from("PK\x03\x04"), fields, title, body);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    list.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, rest, title);
    offset += 4 + fields.length + title.length + body.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, directory, Buffer.from("PK\x05\x06"), end]);
}
