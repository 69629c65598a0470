// Ticks of an interface's clock → seconds and nanoseconds — draft-ietf-opsawg-pcapng §4.2 (if_tsresol, if_tsoffset), §4.3.

import type { Frame } from '../../core/frame.ts';
import { NS_PER_SECOND } from '../../core/time.ts';

const TWO_32 = 0x1_0000_0000;
const TWO_32_BIG = 0x1_0000_0000n;
const NS_PER_SECOND_BIG = 1_000_000_000n;

/** if_tsresol when the option is absent: 10^-6. */
export const DEFAULT_RESOLUTION = 6;

/** The clock of one interface: if_tsresol, and if_tsoffset in seconds. */
export class TickClock {
  /** '1e-6', '2^-8': seconds of one tick. */
  readonly resolution: string;
  readonly secondsPerTick: number;
  private readonly offset: number;
  /** 10^0 … 10^9 a second: computed in doubles and 32-bit integers. 0: any other resolution, computed with BigInt. */
  private readonly decimalTicks: number;
  private readonly nanosecondsPerTick: number;
  private readonly exactTicks: bigint;

  constructor(tsresol: number, offset: number) {
    const exponent = tsresol & 0x7f;
    const binary = (tsresol & 0x80) !== 0;
    this.resolution = binary ? `2^-${exponent}` : `1e-${exponent}`;
    this.secondsPerTick = binary ? 2 ** -exponent : 10 ** -exponent;
    this.offset = offset;
    this.decimalTicks = !binary && exponent <= 9 ? 10 ** exponent : 0;
    this.nanosecondsPerTick = this.decimalTicks === 0 ? 0 : NS_PER_SECOND / this.decimalTicks;
    this.exactTicks = (binary ? 2n : 10n) ** BigInt(exponent);
  }

  /** Sets the frame's instant. `high` and `low`: the upper and lower 32 bits, unsigned. */
  stamp(frame: Frame, high: number, low: number): void {
    const ticks = this.decimalTicks;
    if (ticks === 0) {
      this.stampExactly(frame, high, low);
      return;
    }
    // The double may be off by up to 2^11 ticks, so the seconds may be off by a few; the rest, taken modulo 2^32, is exact
    // because it must lie near [0, ticks), and corrects them.
    let sec = Math.floor((high * TWO_32 + low) / ticks);
    let rest = (low - Math.imul(sec, ticks)) | 0;
    if (rest < 0 || rest >= ticks) {
      const carry = Math.floor(rest / ticks);
      sec += carry;
      rest -= carry * ticks;
    }
    frame.sec = sec + this.offset;
    frame.nsec = rest * this.nanosecondsPerTick;
  }

  /** Binary resolutions and those finer than 1 ns; what is finer than 1 ns is cut off. */
  private stampExactly(frame: Frame, high: number, low: number): void {
    const units = BigInt(high) * TWO_32_BIG + BigInt(low);
    const sec = units / this.exactTicks;
    frame.sec = Number(sec) + this.offset;
    frame.nsec = Number(((units - sec * this.exactTicks) * NS_PER_SECOND_BIG) / this.exactTicks);
  }
}
