// pcapng blocks as bytes, in both byte orders, right by default and wrong on request — draft-ietf-opsawg-pcapng §3, §4.

import { concat } from './bytes.ts';

export interface Option {
  readonly code: number;
  readonly value: Uint8Array;
}

export interface PacketFields {
  readonly interfaceId?: number;
  /** Ticks of the interface's clock. */
  readonly ticks?: bigint;
  readonly bytes?: Uint8Array;
  readonly capturedLength?: number;
  readonly wireLength?: number;
  readonly options?: readonly Option[];
}

export interface InterfaceFields {
  readonly linkType?: number;
  readonly snapLength?: number;
  readonly name?: string;
  readonly resolution?: number;
  /** Seconds added to every time stamp. */
  readonly offset?: bigint;
  readonly options?: readonly Option[];
}

/** What a block says of its own length, where it shall not be the truth. */
export interface Lengths {
  readonly first?: number;
  readonly last?: number;
}

export const text = (code: number, value: string): Option => ({ code, value: new TextEncoder().encode(value) });

/** Builds the blocks of one byte order. */
export class PcapngBuilder {
  readonly little: boolean;

  constructor(little = true) {
    this.little = little;
  }

  u16(value: number): Uint8Array {
    const bytes = new Uint8Array(2);
    new DataView(bytes.buffer).setUint16(0, value, this.little);
    return bytes;
  }

  u32(value: number): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, this.little);
    return bytes;
  }

  u64(value: bigint): Uint8Array {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, value), this.little);
    return bytes;
  }

  block(type: number, body: Uint8Array, lengths: Lengths = {}): Uint8Array {
    const content = pad(body);
    const length = content.length + 12;
    return concat(this.u32(type), this.u32(lengths.first ?? length), content, this.u32(lengths.last ?? length));
  }

  options(options: readonly Option[]): Uint8Array {
    if (options.length === 0) return new Uint8Array(0);
    const parts = options.map(({ code, value }) => concat(this.u16(code), this.u16(value.length), pad(value)));
    return concat(...parts, this.u32(0));
  }

  section(options: readonly Option[] = [], major = 1, minor = 0): Uint8Array {
    const head = concat(this.u32(0x1a2b3c4d), this.u16(major), this.u16(minor), this.u64(-1n));
    return this.block(0x0a0d0d0a, concat(head, this.options(options)));
  }

  interface(fields: InterfaceFields = {}): Uint8Array {
    const options: Option[] = [];
    if (fields.name !== undefined) options.push(text(2, fields.name));
    if (fields.resolution !== undefined) options.push({ code: 9, value: Uint8Array.of(fields.resolution) });
    if (fields.offset !== undefined) options.push({ code: 14, value: this.u64(fields.offset) });
    options.push(...(fields.options ?? []));
    const head = concat(this.u16(fields.linkType ?? 1), this.u16(0), this.u32(fields.snapLength ?? 0));
    return this.block(1, concat(head, this.options(options)));
  }

  packet(fields: PacketFields = {}, lengths: Lengths = {}): Uint8Array {
    return this.block(6, concat(this.u32(fields.interfaceId ?? 0), this.packetBody(fields)), lengths);
  }

  obsoletePacket(fields: PacketFields = {}, drops = 0xffff): Uint8Array {
    return this.block(2, concat(this.u16(fields.interfaceId ?? 0), this.u16(drops), this.packetBody(fields)));
  }

  simplePacket(bytes: Uint8Array, wireLength: number = bytes.length): Uint8Array {
    return this.block(3, concat(this.u32(wireLength), bytes));
  }

  statistics(interfaceId: number, options: readonly Option[]): Uint8Array {
    return this.block(5, concat(this.u32(interfaceId), this.u64(0n), this.options(options)));
  }

  names(records: readonly (readonly [type: number, address: Uint8Array, names: string])[]): Uint8Array {
    const parts = records.map(([type, address, names]) => {
      const value = concat(address, new TextEncoder().encode(`${names}\0`));
      return concat(this.u16(type), this.u16(value.length), pad(value));
    });
    return this.block(4, concat(...parts, this.u32(0)));
  }

  secrets(type: number, secrets: string): Uint8Array {
    const bytes = new TextEncoder().encode(secrets);
    return this.block(10, concat(this.u32(type), this.u32(bytes.length), bytes));
  }

  private packetBody({ ticks = 0n, bytes = new Uint8Array(60), options = [], ...lengths }: PacketFields): Uint8Array {
    return concat(
      this.u32(Number((ticks >> 32n) & 0xffff_ffffn)),
      this.u32(Number(ticks & 0xffff_ffffn)),
      this.u32(lengths.capturedLength ?? bytes.length),
      this.u32(lengths.wireLength ?? bytes.length),
      pad(bytes),
      this.options(options),
    );
  }
}

function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array((bytes.length + 3) & ~3);
  padded.set(bytes);
  return padded;
}
