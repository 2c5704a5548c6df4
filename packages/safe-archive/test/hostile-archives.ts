import { strToU8, zipSync, type Zippable } from 'fflate';

/** Attributes of a Unix file, as the upper half of the external attributes. */
const UNIX = 3;

/** The extra field that holds sizes of 64 bits, and what stands in the short field then. */
const ZIP64 = 0x0001;
const SEE_ZIP64 = 0xffffffff;

export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
  );
}

/** One file whose directory entry says that it is something else: a link is 0o120777. */
export function zipWithMode(name: string, content: string, mode: number): Uint8Array {
  const files: Zippable = { [name]: [strToU8(content), { os: UNIX, attrs: (mode << 16) >>> 0 }] };
  return zipSync(files);
}

/** A file of zeros: 10 MB become 10 KB. */
export function bomb(megabytes: number): Uint8Array {
  return zipSync({ 'zeros.yaml': new Uint8Array(megabytes * 1_000_000) }, { level: 9 });
}

/** Changes bytes of an archive's directory, found by the signature of its first entry. */
export function changeDirectory(
  archive: Uint8Array,
  change: (view: DataView, at: number) => void,
): Uint8Array {
  const copy = Buffer.from(archive);
  const at = copy.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  change(new DataView(copy.buffer, copy.byteOffset, copy.byteLength), at);
  return copy;
}

/** A small file that declares 10 GB, as only the format's 64-bit fields can. */
export function tenGigabytes(): Uint8Array {
  const declared = Buffer.alloc(8);
  declared.writeBigUInt64LE(10_000_000_000n);
  const archive = zipSync({ 'a.tf': [strToU8('x'), { extra: { [ZIP64]: declared } }] });
  return changeDirectory(archive, (view, at) => view.setUint32(at + 24, SEE_ZIP64, true));
}
