// Sections about sessions over connections, messages in flight, payloads, requests and authentication: what they say, where they keep silent, in both languages.

import { describe, expect, it } from 'vitest';
import type { Analysis, ConnectionReport, MqttReport } from '../../../src/analyze/analysis.ts';
import type { Lang } from '../../../src/core/text.ts';
import type { Block, ConnectionSection, Page } from '../../../src/report/document.ts';
import { authentication } from '../../../src/report/sections/authentication.ts';
import { inFlight } from '../../../src/report/sections/in-flight.ts';
import { keepalive } from '../../../src/report/sections/keepalive.ts';
import { payloads } from '../../../src/report/sections/payloads.ts';
import { qosExchanges } from '../../../src/report/sections/qos-exchanges.ts';
import { requestResponse } from '../../../src/report/sections/request-response.ts';
import { sessionContinuity } from '../../../src/report/sections/session-continuity.ts';
import { subscriptions } from '../../../src/report/sections/subscriptions.ts';
import { teardown } from '../../../src/report/sections/teardown.ts';
import { example, HOSTILE, publisher } from '../example-analysis.ts';

const page = (lang: Lang, profile: Page['profile'] = 'full'): Page => ({
  lang,
  profile,
  timeZone: 'UTC',
  rowLimit: 100,
});

function words(blocks: readonly Block[]): string {
  const cells = blocks.flatMap((block): string[] => {
    if (block.kind === 'table') {
      return block.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join(' | '));
    }
    if (block.kind === 'facts') {
      return block.rows.map(([label, cell]) => `${label}: ${typeof cell === 'string' ? cell : cell.text}`);
    }
    if (block.kind === 'list') return [...block.items];
    return block.kind === 'finding' ? [block.title] : [block.text];
  });
  return cells.join('\n').replaceAll('\u00a0', ' ');
}

function text(
  section: ConnectionSection,
  lang: Lang,
  changes: Partial<MqttReport> = {},
  profile: Page['profile'] = 'full',
): string {
  const connection: ConnectionReport = { ...publisher, mqtt: { ...publisher.mqtt!, ...changes } };
  const analysis: Analysis = { ...example, connections: [connection, ...example.connections.slice(1)] };
  return words(section.build(connection, page(lang, profile), analysis));
}

const quiet: Partial<MqttReport> = {
  cleanSession: true,
  redirect: null,
  continuity: {
    ...publisher.mqtt!.continuity!,
    start: 'first',
    ordinal: 1,
    previous: null,
    next: null,
    sincePreviousNs: null,
    sincePreviousConnectNs: null,
    tookOver: null,
    takenOverBy: null,
    continued: { publishQos1: 0, publishQos2: 0, pubrel: 0, frames: [] },
  },
};

describe('session over connections', () => {
  it('names what came before and after, in both languages', () => {
    const es = text(sessionContinuity, 'es');
    expect(es).toContain('continúa una sesión guardada (Session Present = 1)');
    expect(es).toContain('Conexión anterior de este cliente: conexión 1; 4 ms después de su última trama');
    expect(es).toContain('Desplaza a: conexión 1; DISCONNECT 0x8E, trama 9');
    expect(es).toContain(
      'Sigue con lo pendiente: 1 PUBLISH QoS 1 (DUP), 2 PUBLISH QoS 2 (DUP), 3 PUBREL: tramas 10, 16 … y 4 más',
    );
    expect(es).toContain('DISCONNECT 0x9D: “otro.example');
    const en = text(sessionContinuity, 'en');
    expect(en).toContain('Next connection of this client: connection 2 (CONNECT: frame 70)');
    expect(en).toContain('; connection 2 → 10.0.0.9:1883');
  });

  it('tells how long the broker keeps the session', () => {
    const expiry = (asked: number | null, granted: number | null, atDisconnect: number | null): string =>
      text(sessionContinuity, 'en', {
        version: '5.0',
        continuity: { ...publisher.mqtt!.continuity!, sessionExpiry: { asked, granted, atDisconnect } },
      });
    expect(expiry(null, null, null)).toContain('keeps the session: no: it ends with the connection');
    expect(expiry(60, null, null)).toContain('keeps the session: yes, 60 s\n');
    expect(expiry(60, 30, null)).toContain('yes, 30 s (CONNECT: 60, CONNACK: 30)');
    expect(expiry(60, null, 0)).toContain('no: it ends with the connection');
    expect(expiry(0xffff_ffff, null, null)).toContain('yes, it never expires');
    expect(text(sessionContinuity, 'en', { ...quiet, cleanSession: false })).toContain(
      'with no time set by MQTT 3.1.1',
    );
  });

  it('has nothing to say in the lab about a client with one clean connection', () => {
    expect(text(sessionContinuity, 'en', quiet, 'lab')).toBe('');
    expect(text(sessionContinuity, 'en', quiet, 'full')).toContain('the first of this client in the capture');
    expect(text(sessionContinuity, 'en', { ...quiet, cleanSession: false }, 'lab')).not.toBe('');
    expect(text(sessionContinuity, 'en', { continuity: null })).toBe('');
  });
});

describe('messages in flight', () => {
  it('are told at full length and in short', () => {
    const full = text(inFlight, 'en');
    expect(full).toContain('Most in flight | 11');
    expect(full).toContain('Longest stay | 2 s (52 → 56)');
    expect(full).toContain('Messages with QoS 1 or 2 | 11, confirmed: 0');
    expect(full).toContain('MQTT 3.1.1 has none: each program decides');
    expect(text(inFlight, 'es', {}, 'lab')).not.toContain('Estancia más larga');
  });

  it('are no subject of the lab where one waits for the other', () => {
    const one = { inFlight: { client: { ...publisher.mqtt!.inFlight.client!, maximum: 1 }, server: null } };
    expect(text(inFlight, 'en', one, 'lab')).toBe('');
    expect(text(inFlight, 'en', one)).not.toBe('');
    expect(text(inFlight, 'en', { inFlight: { client: null, server: null } })).toBe('');
  });
});

describe('payloads', () => {
  it('show text, JSON written out, a dump and what is declared', () => {
    const shown = text(payloads, 'en');
    expect(shown).toContain('JSON');
    expect(shown).toContain('  "valor": 3,');
    expect(shown).toContain('0000  00 ff 1b 41');
    expect(shown).toMatch(/0000 .* {2}\.\.\.A\n…/);
    expect(shown).toContain('UTF-8 text: it is not');
    expect(shown).toContain('empty: deletes the retained message of the topic');
    expect(shown).toContain('DDATA | planta | linea1 | motor');
    expect(text(payloads, 'es')).toContain('vacío: borra el mensaje retenido del tópico');
  });

  it('never let a stranger write to the terminal', () => {
    const hidden = /[^\P{Cc}\n]|\p{Cf}/u;
    expect(HOSTILE).toMatch(hidden);
    for (const section of [payloads, sessionContinuity, requestResponse, subscriptions]) {
      expect(text(section, 'en')).not.toMatch(hidden);
    }
  });
});

describe('requests, authentication, exchanges', () => {
  it('pair requests with their responses', () => {
    const shown = text(requestResponse, 'en');
    expect(shown).toContain('10 | client → server | tp1/pregunta');
    expect(shown).toContain('| 17 | 12.345678 ms');
    expect(text(requestResponse, 'es')).toContain('sin respuesta');
    expect(text(requestResponse, 'en', { requests: [] })).toBe('');
  });

  it('list the steps of an authentication', () => {
    expect(text(authentication, 'en')).toBe(
      'when connecting | CONNECT 8 → AUTH 9 → AUTH 11 → CONNACK 12 | 30 ms | accepted',
    );
    expect(text(authentication, 'es', { exchanges: [] })).toBe('');
  });

  it('say where an exchange comes from and goes on', () => {
    expect(text(qosExchanges, 'es')).toContain(
      'continúa en otra conexión; viene de la conexión 1, trama 4; sigue en la conexión 2, trama 72',
    );
    expect(text(qosExchanges, 'en')).toContain(
      'goes on over another connection; from connection 1, frame 4; goes on in connection 2, frame 72',
    );
  });
});

describe('subscriptions, pings, will', () => {
  it('count messages and name options and overlaps', () => {
    const shown = text(subscriptions, 'en');
    expect(shown).toContain('5 (2 retained)');
    expect(shown).toContain('No Local, Retain As Published, Retain Handling 2, Id 7, replaced in 60');
    expect(shown).toMatch(/tp1\/#, .* \| 4 \| 1$/m);
  });

  it('give the round trips of pings', () => {
    const pingStatistics = { answered: 3, unanswered: 1, minNs: 1_000_000, medianNs: 2_000_000, maxNs: 4_000_000 };
    const shown = text(keepalive, 'es', { pingStatistics });
    expect(shown).toContain('Ida y vuelta: mínima / mediana / máxima: 1 ms / 2 ms / 4 ms');
    expect(shown).toContain('PINGREQ sin respuesta: 1');
  });

  it('name the messages that look like the will', () => {
    const shown = text(teardown, 'en');
    expect(shown).toContain('Delay before it is published (Will Delay): 5 s');
    expect(shown).toContain('frame 80 (connection 2), +5 s');
  });
});
