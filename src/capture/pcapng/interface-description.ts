// Interface Description Block — draft-ietf-opsawg-pcapng §4.2.
//   8 link type (2)   10 reserved (2)   12 snap length (4)   16 options

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8 } from '../../core/bytes.ts';
import type { CaptureLedger } from '../capture-ledger.ts';
import type { Block, Damage } from './block.ts';
import { readText } from './block.ts';
import type { BlockOption } from './options.ts';
import { keepComments, readOptions } from './options.ts';
import type { Section } from './section.ts';
import { BLOCK_TOO_SHORT } from './section.ts';
import { DEFAULT_RESOLUTION, TickClock } from './timestamp.ts';

const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

const INTERFACE_DESCRIPTION_BYTES = 20;
const INTERFACE_LIMIT = 100_000;

export const TOO_MANY_INTERFACES: AnomalyKind = {
  id: 'pcapng.interfaces-limit',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §4.2',
  text: {
    es: 'La captura describe más de 100 000 interfaces; la lectura termina ahí',
    en: 'The capture describes more than 100,000 interfaces; reading ends there',
  },
};

export function readInterfaceDescription(block: Block, section: Section, ledger: CaptureLedger): Damage {
  if (block.bodyEnd + 4 - block.at < INTERFACE_DESCRIPTION_BYTES) return BLOCK_TOO_SHORT;
  if (section.interfaces.length >= INTERFACE_LIMIT || ledger.interfaces.length >= INTERFACE_LIMIT)
    return TOO_MANY_INTERFACES;
  const linkType = block.view.getUint16(block.at + 8, block.little);
  const snapLength = block.view.getUint32(block.at + 12, block.little);
  const options = readOptions(block, block.at + 16, ledger);
  const clock = readClock(block, options);
  keepComments(block, options, null, ledger);
  const id = ledger.addInterface({
    name: textOf(block, options, IF_NAME) ?? textOf(block, options, IF_DESCRIPTION),
    linkType,
    snapLength,
    resolution: clock.resolution,
    secondsPerTick: clock.secondsPerTick,
    received: null,
    dropped: null,
  });
  section.interfaces.push({ id, linkType, snapLength, clock });
  return null;
}

function readClock(block: Block, options: readonly BlockOption[]): TickClock {
  let tsresol = DEFAULT_RESOLUTION;
  let offset = 0;
  for (const { code, at, length } of options) {
    if (code === IF_TSRESOL && length === 1) tsresol = u8(block.buf, at);
    if (code === IF_TSOFFSET && length === 8) offset = Number(block.view.getBigInt64(at, block.little));
  }
  return new TickClock(tsresol, offset);
}

function textOf(block: Block, options: readonly BlockOption[], code: number): string | null {
  const option = options.find((candidate) => candidate.code === code);
  if (option === undefined) return null;
  const text = readText(block.buf, option.at, option.length);
  return text === '' ? null : text;
}
