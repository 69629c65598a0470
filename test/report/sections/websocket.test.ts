// What the WebSocket section says, in both languages.

import { describe, expect, it } from 'vitest';
import type { WebSocketReport } from '../../../src/analyze/websocket-report.ts';
import type { Lang } from '../../../src/core/text.ts';
import type { Block, Page } from '../../../src/report/document.ts';
import { websocketBlocks, websocketLine } from '../../../src/report/sections/websocket.ts';
import { openWebSocket } from '../example-websocket.ts';

const page = (lang: Lang): Page => ({ lang, profile: 'lab', timeZone: 'UTC', rowLimit: 1 });

function words(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block): string[] => {
      const text = (cell: string | { readonly text: string }): string => (typeof cell === 'string' ? cell : cell.text);
      if (block.kind === 'table') return [...block.rows.map((row) => row.map(text).join(' | ')), block.more ?? ''];
      if (block.kind === 'facts') return block.rows.map(([label, cell]) => `${label}: ${text(cell)}`);
      return 'text' in block ? [block.text ?? ''] : [];
    })
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

describe('WebSocket section', () => {
  it('says how WebSocket was opened', () => {
    expect(websocketLine(openWebSocket, 'es')).toBe('GET /mqtt (trama 8), 101 (trama 10), subprotocolo: mqtt');
    expect(websocketLine(openWebSocket, 'en')).toBe('GET /mqtt (frame 8), 101 (frame 10), sub-protocol: mqtt');
    const text = words(websocketBlocks(openWebSocket, page('es')));
    expect(text).toContain('Petición: GET /mqtt · trama 8');
    expect(text).toContain('Subprotocolos ofrecidos: mqtt y mqttv3.1');
    expect(text).toContain('Respuesta: 101 Switching Protocols · trama 10');
    expect(text).toContain('Tiempo hasta la respuesta: 12 ms');
    expect(text).toContain('corresponde a la clave del cliente');
  });

  it('counts frames by direction, and only what occurs', () => {
    const text = words(websocketBlocks(openWebSocket, page('en')));
    expect(text).toContain('binary | 24 | 23');
    expect(text).toContain('pong | 0 | 1');
    expect(text).toContain('parts of a divided message | 0 | 2');
    expect(text).not.toContain('compressed');
  });

  it('shows close frames, harmless and cut to the page', () => {
    const text = words(websocketBlocks(openWebSocket, page('en')));
    expect(text).toContain('90 | client → server | 1000 (normal closure) | bye');
    expect(text).not.toContain('\u202e');
    expect(text).toContain('1 more');
    expect(words(websocketBlocks({ ...openWebSocket, closes: [], closesCount: 0 }, page('en')))).toContain(
      'Neither side sends',
    );
  });

  it('says so when the upgrade was refused, is not there, or went wrong', () => {
    const response = { ...openWebSocket.response, status: 404, reason: 'Not Found' } as NonNullable<
      WebSocketReport['response']
    >;
    const refused = words(websocketBlocks({ ...openWebSocket, state: 'refused', response }, page('es')));
    expect(refused).toContain('El servidor rechazó');
    expect(refused).toContain('404 Not Found');
    expect(refused).not.toContain('binary');
    const byContent: WebSocketReport = {
      ...openWebSocket,
      evidence: 'content',
      request: null,
      response: null,
      upgradeNs: null,
    };
    expect(words(websocketBlocks(byContent, page('en')))).toContain('recognised by what its frames carry');
    expect(websocketLine(byContent, 'en')).toBe('Request not in the capture, answer not in the capture');
    const wrong = { ...openWebSocket.response, acceptMatches: false } as NonNullable<WebSocketReport['response']>;
    expect(words(websocketBlocks({ ...openWebSocket, response: wrong }, page('en')))).toContain('does NOT match');
  });
});
