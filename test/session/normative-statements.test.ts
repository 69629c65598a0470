// Every visible statement of both specifications: a conversation that breaks it raises the anomaly that names it, the closest legal one raises no error.

import { describe, expect, it } from 'vitest';
import type { AnomalyKind } from '../../src/core/anomaly-kind.ts';
import { severityRank } from '../../src/core/severity.ts';
import type { AnomalyLog } from '../../src/dissect/anomaly-log.ts';
import { MQTT_ANOMALIES } from '../../src/dissect/application/mqtt/anomaly-list.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FlowEngine } from '../../src/flow/flow-engine.ts';
import type { Listener } from '../../src/flow/listener.ts';
import { NORMATIVE_STATEMENTS } from '../../src/session/normative-statements.ts';
import { SessionTracker } from '../../src/session/session-tracker.ts';
import { STATEMENTS_NOT_VISIBLE } from '../../src/session/statements-not-visible.ts';
import { SESSION_VIOLATIONS } from '../../src/session/violations.ts';
import { framesOf, Scenario } from '../builders/scenario.ts';
import { NO_SUMMARY } from '../flow/no-summary.ts';
import { BYTES_ROWS } from './statements/bytes-rows.ts';
import { NEGOTIATION_ROWS } from './statements/negotiation-rows.ts';
import type { Conversation, StatementRow } from './statements/row.ts';
import { SESSION_ROWS } from './statements/session-rows.ts';

const ROWS: readonly StatementRow[] = [...BYTES_ROWS, ...SESSION_ROWS, ...NEGOTIATION_ROWS];

function play(conversation: Conversation): Scenario {
  const scenario = new Scenario().open();
  for (const step of conversation) {
    if ('waitMs' in step) scenario.wait(step.waitMs * 1_000_000);
    else for (const bytes of step.packets) scenario.send(step.from, bytes);
  }
  return scenario.close();
}

/** Everything that frames raise: in their layers, in their messages, in their sessions. */
function raised(frames: ReturnType<Scenario['frames']>): AnomalyKind[] {
  const kinds: AnomalyKind[] = [];
  const note = (log: AnomalyLog): void => {
    for (let i = 0; i < log.count; i++) kinds.push(log.kind(i));
  };
  const tracker = new SessionTracker([{ onViolation: (_session, kind) => void kinds.push(kind) }]);
  const listener: Listener = {
    onMessage: (_flow, _direction, _view, _origin, log) => note(log),
    onPacket: (packet) => note(packet.anomalies),
  };
  const engine = new FlowEngine(new Dissector(), [tracker, listener]);
  for (const frame of frames) engine.onFrame(frame);
  engine.end(NO_SUMMARY);
  return kinds;
}

const nameOf = ({ id, version }: { id: string; version: string }): string => `${id} (${version})`;
const errorsOf = (kinds: readonly AnomalyKind[]): string[] =>
  kinds.filter(({ severity }) => severityRank(severity) >= severityRank('error')).map(({ id }) => id);

describe('the table of statements', () => {
  it('has conversations for every row, and no conversations without a row', () => {
    const statements = NORMATIVE_STATEMENTS.map(nameOf);
    const rows = ROWS.map(nameOf);
    expect(statements.filter((name) => !rows.includes(name))).toEqual([]);
    expect(rows.filter((name) => !statements.includes(name))).toEqual([]);
    expect(rows.filter((name, at) => rows.indexOf(name) !== at)).toEqual([]);
    expect(statements.filter((name, at) => statements.indexOf(name) !== at)).toEqual([]);
  });

  it('knows every number of both specifications once: visible or not', () => {
    for (const version of ['3.1.1', '5.0'] as const) {
      const visible = NORMATIVE_STATEMENTS.filter((each) => each.version === version).map(
        ({ id }) => id.split(' ')[0] ?? '',
      );
      const hidden = STATEMENTS_NOT_VISIBLE.filter((each) => each.version === version).map(({ id }) => id);
      expect(hidden.filter((id) => visible.includes(id) || hidden.indexOf(id) !== hidden.lastIndexOf(id))).toEqual([]);
      // MQTT-3-8.3-4 is printed so; MQTT-2.2.1-1 does not exist in 5.0.
      const all = new Set([...visible, ...hidden].map((id) => id.replace('MQTT-3-8.3', 'MQTT-3.8.3')));
      const missing = [...all].flatMap((id) => {
        const [, section = '', last = '0'] = /^MQTT-(.*)-(\d+)$/.exec(id) ?? [];
        return Array.from({ length: Number(last) }, (_, i) => `MQTT-${section}-${i + 1}`).filter(
          (each) => !all.has(each),
        );
      });
      expect([...new Set(missing)]).toEqual(version === '5.0' ? ['MQTT-2.2.1-1'] : []);
    }
    for (const { reason } of STATEMENTS_NOT_VISIBLE) expect(reason).toMatch(/^not visible: /);
  });

  it('names each statement in the anomaly that is raised for it', () => {
    const unnamed = NORMATIVE_STATEMENTS.filter(({ id, kind }) => {
      const [number = ''] = id.split(' ');
      return !kind.spec.split(/[\s,;()]+/).includes(number);
    });
    expect(unnamed.map(({ id, version, kind }) => `${nameOf({ id, version })}: ${kind.spec}`)).toEqual([]);
  });

  it('has a row for every anomaly of MQTT that is more than a note', () => {
    const kinds = new Set(NORMATIVE_STATEMENTS.map(({ kind }) => kind));
    // MQTT 3.1 has no numbered statements.
    const of31 = ['mqtt.client-id-too-long'];
    const without = [...MQTT_ANOMALIES, ...SESSION_VIOLATIONS].filter(
      (kind) => kind.severity !== 'note' && !kinds.has(kind) && !of31.includes(kind.id),
    );
    expect(without.map(({ id }) => id)).toEqual([]);
  });
});

describe.each(ROWS.map((row) => [nameOf(row), row] as const))('%s', (_name, row) => {
  const kind = NORMATIVE_STATEMENTS.find(({ id, version }) => id === row.id && version === row.version)?.kind;

  it('is named when it is broken', () => {
    expect(raised(play(row.breaks).frames()).map(({ id }) => id)).toContain(kind?.id);
  });

  it('is not, nor anything else, when it is kept', () => {
    const kinds = raised(play(row.keeps).frames());
    expect(errorsOf(kinds)).toEqual([]);
    expect(kinds.map(({ id }) => id)).not.toContain(kind?.id);
  });

  it('is not called broken by what the capture did not see', () => {
    // Any one data segment of the legal conversation is lost: whatever is missing may have been right.
    const whole = play(row.keeps);
    const withData = whole.segments.filter(({ payload }) => payload.length > 0);
    for (const lost of withData) {
      const frames = framesOf(whole.segments.filter((each) => each !== lost));
      expect(errorsOf(raised(frames)), `without the segment at ${lost.timeNs}`).toEqual([]);
    }
    // It starts in the middle.
    for (const first of withData) {
      const frames = framesOf(whole.segments.slice(whole.segments.indexOf(first)));
      expect(errorsOf(raised(frames)), `from the segment at ${first.timeNs}`).toEqual([]);
    }
  });
});
