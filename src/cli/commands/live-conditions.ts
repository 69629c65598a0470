// -a, -b and -c, as dumpcap writes them: when the capture ends, and when it goes on in another file.

import type { RingOptions, SaveOptions } from '../../capture/live/saved-capture.ts';
import { UsageError } from '../../core/errors.ts';
import type { Text } from '../../core/text.ts';
import type { Arguments } from '../arguments.ts';
import type { OptionSpec } from '../option-spec.ts';
import { notAllowed, readWholeNumber } from '../option-values.ts';
import { FRAME_LIMIT, RING, SAVE, STOP_WHEN } from './live-options.ts';

export interface LiveConditions {
  /** null: none. */
  readonly durationMs: number | null;
  readonly frameLimit: number | null;
  readonly save: SaveOptions | null;
}

const CRITERIA = ['duration', 'filesize', 'files', 'packets'] as const;
type Criterion = (typeof CRITERIA)[number];

/** dumpcap's kB. */
const KILOBYTE = 1000;

/** Throws UsageError. */
export function readConditions(args: Arguments): LiveConditions {
  const stop = readCriteria(args, STOP_WHEN);
  const ring = readCriteria(args, RING);
  const path = args.value(SAVE);
  if (path === null && args.has(RING)) throw needs(RING, SAVE);
  if (path === null && stop.has('filesize')) throw needs(STOP_WHEN, SAVE);
  if (stop.has('files') && !args.has(RING)) throw needs(STOP_WHEN, RING);
  if (args.has(RING) && !ring.has('duration') && !ring.has('filesize') && !ring.has('packets')) throw neverSwitches();
  const seconds = stop.get('duration');
  return {
    durationMs: seconds === undefined ? null : seconds * 1000,
    frameLimit: smaller(readWholeNumber(args, FRAME_LIMIT, 1, null), stop.get('packets') ?? null),
    save:
      path === null
        ? null
        : {
            path,
            ring: args.has(RING) ? ringOf(ring) : null,
            stopAtBytes: inBytes(stop.get('filesize')),
            stopAtFiles: stop.get('files') ?? null,
          },
  };
}

function ringOf(criteria: ReadonlyMap<Criterion, number>): RingOptions {
  return {
    seconds: criteria.get('duration') ?? null,
    fileBytes: inBytes(criteria.get('filesize')),
    filePackets: criteria.get('packets') ?? null,
    files: criteria.get('files') ?? null,
  };
}

function inBytes(kilobytes: number | undefined): number | null {
  return kilobytes === undefined ? null : kilobytes * KILOBYTE;
}

function smaller(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** "duration:60": whole numbers from 1, seconds also with a fraction. */
function readCriteria(args: Arguments, option: OptionSpec): ReadonlyMap<Criterion, number> {
  const criteria = new Map<Criterion, number>();
  for (const value of args.all(option)) {
    const [name = '', amount = ''] = value.split(/:(.*)/s);
    const criterion = CRITERIA.find((each) => each === name);
    const pattern = criterion === 'duration' ? /^\d{1,9}(?:\.\d{1,6})?$/ : /^\d{1,12}$/;
    if (criterion === undefined || !pattern.test(amount) || Number(amount) <= 0) throw wrongCriterion(option, value);
    criteria.set(criterion, Number(amount));
  }
  return criteria;
}

function wrongCriterion(option: OptionSpec, value: string): UsageError {
  return notAllowed(option, value, {
    es: 'duration:SEGUNDOS, packets:TRAMAS, filesize:KILOBYTES o files:ARCHIVOS, con un número mayor que cero',
    en: 'duration:SECONDS, packets:FRAMES, filesize:KILOBYTES or files:FILES, with a number above zero',
  });
}

function needs(option: OptionSpec, needed: OptionSpec): UsageError {
  return usage({
    es: `-${option.name} necesita también -${needed.name}.`,
    en: `-${option.name} needs -${needed.name} as well.`,
  });
}

function neverSwitches(): UsageError {
  return usage({
    es: '-b: falta cuándo pasar al archivo siguiente (duration:S, filesize:kB o packets:N).',
    en: '-b: when to go on to the next file is missing (duration:S, filesize:kB or packets:N).',
  });
}

function usage(what: Text): UsageError {
  return new UsageError({ code: 'E_USAGE_CONDITION', what });
}
