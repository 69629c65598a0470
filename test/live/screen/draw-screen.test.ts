// The screen as lines: complete at every size, in both languages, whatever the wire holds.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGS, type Lang } from '../../../src/core/text.ts';
import type { CaptureStatus } from '../../../src/live/live-view.ts';
import type { LiveModel } from '../../../src/live/model/live-model.ts';
import { takePicture } from '../../../src/live/model/take-picture.ts';
import { TopicFilter } from '../../../src/live/model/topic-filter.ts';
import { drawScreen } from '../../../src/live/screen/draw-screen.ts';
import { lineWidth, plainLine } from '../../../src/live/screen/line.ts';
import { FIRST_VIEW, type ViewState } from '../../../src/live/screen/view-state.ts';
import * as mqtt from '../../builders/mqtt.ts';
import { Scenario } from '../../builders/scenario.ts';
import { modelOf, STATUS, together } from '../playback.ts';

const SIZES = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
] as const;

/** Two sessions: one with fragments, open exchanges and trouble, one with a hostile topic and payload. */
function busyModel(): LiveModel {
  const first = new Scenario()
    .open()
    .send(0, mqtt.connect({ clientId: 'sensor-1' }))
    .send(1, mqtt.connack());
  for (const index of [0, 1, 2, 4]) first.send(0, mqtt.publish({ topic: 'casa/archivo', payload: `${index}|bloque` }));
  const seq = first.next(0);
  first.send(0, mqtt.publish({ topic: 'casa/t', qos: 1, id: 9, payload: '21.5' }));
  first
    .wait(400_000_000)
    .segment(0, { seq, flags: 24, payload: mqtt.publish({ topic: 'casa/t', qos: 1, id: 9, payload: '21.5' }) });
  const second = new Scenario({ clientPort: 50_001 }).open();
  second.send(0, mqtt.connect({ clientId: 'ma\u001b[2Jlo\u202e' })).send(1, mqtt.connack({ code: 5 }));
  second.send(0, mqtt.publish({ topic: 'x\u001b]0;title\u0007/y', payload: '\u001b[31mred\r\nline\u0000' }));
  const model = modelOf(together(first, second));
  model.tick(1000, 5000);
  return model;
}

const model = busyModel();

function screen(
  view: Partial<ViewState>,
  size: { columns: number; rows: number },
  lang: Lang,
  status: CaptureStatus | null = STATUS,
): string[] {
  const full = { ...FIRST_VIEW, ...view };
  const stream = typeof full.selection === 'number' ? full.selection : null;
  return drawScreen(takePicture(model, stream), status, full, size, lang).map(plainLine);
}

describe('drawScreen', () => {
  it('fills every size exactly, in every state', () => {
    const state = fc.record({
      selection: fc.constantFrom<ViewState['selection']>('all', 0, 1, 77),
      paused: fc.boolean(),
      help: fc.boolean(),
      ending: fc.boolean(),
      draft: fc.option(fc.string()),
      draftIsWrong: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 220 }),
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom(...LANGS),
        state,
        (columns, rows, lang, view) => {
          const stream = typeof view.selection === 'number' ? view.selection : null;
          const lines = drawScreen(
            takePicture(model, stream),
            STATUS,
            { ...FIRST_VIEW, ...view },
            { columns, rows },
            lang,
          );
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(SIZES)('never lets a control character of the wire through ($columns×$rows)', (size) => {
    for (const lang of LANGS) {
      for (const selection of ['all', 0, 1] as const) {
        const text = screen({ selection }, size, lang).join('');
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }
  });

  it('shows escaped what a hostile client says', () => {
    const text = screen({ selection: 1 }, { columns: 140, rows: 40 }, 'en').join('\n');
    expect(text).toContain('ma\\u{1b}[2Jlo\\u{202e}');
    expect(text).toContain('x\\u{1b}]0;title\\u{7}/y');
  });

  it.each(SIZES)('says the most important at $columns×$rows', (size) => {
    const text = screen({ selection: 0 }, size, 'es').join('\n');
    expect(text).toMatch(/● lo/);
    expect(text).toMatch(/12 tramas/);
    expect(text).toMatch(/0 perdidas/);
    expect(text).toMatch(/▸ 0 sensor-1 +conectado/);
    expect(text).toMatch(/Mensajes 7/);
    expect(text).toMatch(/PUBLISH/);
    expect(text).toMatch(/q salir/);
  });

  it('has fragments, open exchanges, notices and round trips where there is room', () => {
    for (const size of [SIZES[2], { columns: 100, rows: 40 }]) {
      const text = screen({ selection: 0 }, size, 'en').join('\n');
      expect(text).toMatch(/→ casa\/archivo 4 received \(0…4\), 1 missing, 24 B/);
      expect(text).toMatch(/^ {4}missing 3\b/m);
      expect(text).toMatch(/PUBLISH QoS1 id 9 +awaits PUBACK +casa\/t/);
      expect(text).toMatch(/! Data sent again +frame \d+/);
      expect(text).toMatch(/client's data → ACK [▁-█]+ /);
      expect(text).toMatch(/connected · MQTT 3\.1\.1 · clean session[\s·]+[^k]*keep alive 60 s, client silent/);
    }
  });

  it('has the round trips of all sessions side by side where none is selected', () => {
    for (const size of [{ columns: 80, rows: 32 }, SIZES[2]]) {
      const text = screen({ selection: 'all' }, size, 'es').join('\n');
      expect(text).toMatch(/── Tiempo hasta el ACK, y en vuelo/);
      expect(text).toMatch(/\[0\] sensor-1 +→ [▁-█]+ \S+ ms ← [▁-█]+ \S+ ms en vuelo 1/);
    }
  });

  it('asks after the interface and the filter when no frame comes', () => {
    const silent = (status: Partial<CaptureStatus>, lang: Lang, columns: number): string =>
      drawScreen(
        takePicture(modelOf([]), null),
        { ...STATUS, frames: 0, ...status },
        FIRST_VIEW,
        { columns, rows: 24 },
        lang,
      )
        .map(plainLine)
        .join(' ')
        .replace(/\s+/g, ' ');
    expect(silent({}, 'es', 80)).toMatch(/¿Pasa el tráfico por lo y el filtro lo deja pasar\? .*mqttscope devices/);
    expect(silent({ filter: null }, 'en', 80)).toMatch(/Does the traffic pass lo\? .*mqttscope devices/);
    expect(silent({ elapsedMs: 1000 }, 'en', 80)).toContain('No TCP connection has been seen yet.');
    expect(silent({ frames: 3 }, 'en', 80)).toContain('No TCP connection has been seen yet.');
  });

  it('says what an open exchange lacks even where room is short', () => {
    expect(screen({ selection: 'all' }, SIZES[0], 'es').join('\n')).toMatch(/s \[0\] → PUBLISH QoS1 falta PUBACK/);
  });

  it('says that there is more help than fits', () => {
    expect(screen({ help: true }, SIZES[0], 'es').at(-2)).toMatch(/^En más filas hay más/);
    expect(screen({ help: true }, SIZES[2], 'en').join('\n')).toMatch(/Any key closes this help\./);
  });

  it('says that the picture is frozen and the capture goes on', () => {
    expect(screen({ paused: true }, SIZES[1], 'es')[0]).toMatch(
      /PAUSA imagen congelada; la captura continúa +00:01:23$/,
    );
    expect(screen({ paused: true }, SIZES[0], 'en')[0]).toMatch(/^‖ PAUSED 00:01:23/);
  });

  it('shows drops, and says where they are not known', () => {
    const head = (dropped: number | null): string =>
      screen({}, SIZES[1], 'en', { ...STATUS, dropped, clock: 'arrival' })
        .slice(0, 2)
        .join(' ');
    expect(head(12_345)).toContain('12 345 dropped');
    expect(head(null)).toContain('drops: unknown');
    expect(head(0)).toContain('times of arrival');
  });

  it('shows the filter that is typed, and what is wrong with it', () => {
    expect(screen({ draft: 'casa/+' }, SIZES[1], 'es').at(-1)).toMatch(/^Filtro de tópico: casa\/\+▏/);
    expect(screen({ draft: 'casa/#/x', draftIsWrong: true }, SIZES[2], 'en').at(-1)).toContain('no MQTT filter');
  });

  it('names the filter in force above the messages', () => {
    const text = screen({ filter: 'casa/+' }, SIZES[1], 'es').join('\n');
    expect(text).toMatch(/── Mensajes filtro casa\/\+/);
  });

  it('waits for the capture before its first status', () => {
    expect(screen({}, SIZES[1], 'es', null)[0]).toBe('abriendo la captura…');
    expect(screen({ ending: true }, SIZES[1], 'en').at(-1)).toMatch(/^Ending/);
  });

  it('says the same in other words', () => {
    const spanish = screen({ selection: 0 }, SIZES[2], 'es').join('\n');
    const english = screen({ selection: 0 }, SIZES[2], 'en').join('\n');
    expect(spanish).not.toMatch(/\b(?:frames?|messages|open|missing|awaits|quit|connected)\b/);
    expect(english).not.toMatch(/\b(?:tramas?|mensajes|abierta|faltan?|salir|conectado)\b/);
  });
});

describe('a filter on the model', () => {
  it('leaves only what matches on the screen', () => {
    const filtered = busyModel();
    filtered.setFilter(new TopicFilter('casa/t'));
    const view = { ...FIRST_VIEW, filter: 'casa/t' };
    const text = drawScreen(takePicture(filtered, null), STATUS, view, SIZES[2], 'en').map(plainLine).join('\n');
    expect(text).toContain('casa/t');
    expect(text).not.toContain('casa/archivo');
  });
});
