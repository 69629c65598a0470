// A WebSocket connection with everything a report can say of one.

import type { WebSocketReport } from '../../src/analyze/websocket-report.ts';

export const openWebSocket: WebSocketReport = {
  state: 'open',
  evidence: 'upgrade',
  request: {
    frame: 8,
    time: '1700000000.000000000',
    path: '/mqtt',
    host: 'broker.example:8083',
    origin: null,
    version: '13',
    subprotocols: ['mqtt', 'mqttv3.1'],
    extensions: [],
  },
  response: {
    frame: 10,
    time: '1700000000.012000000',
    status: 101,
    reason: 'Switching Protocols',
    subprotocol: 'mqtt',
    extensions: [],
    acceptMatches: true,
  },
  upgradeNs: 12_000_000,
  refusals: [],
  refusalsCount: 0,
  frames: { client: { binary: 24, ping: 1 }, server: { binary: 23, pong: 1 } },
  payloadBytes: { client: 500, server: 12_345 },
  longestPayload: { client: 96, server: 125 },
  fragmentedFrames: { client: 0, server: 2 },
  compressedFrames: { client: 0, server: 0 },
  incompleteFrames: { client: 0, server: 0 },
  closes: [
    {
      frame: 90,
      time: '1700000001.000000000',
      direction: 'client',
      code: 1000,
      codeText: 'normal closure',
      reason: 'bye\u202e',
    },
    { frame: 91, time: '1700000001.000000000', direction: 'server', code: 4001, codeText: null, reason: '' },
  ],
  closesCount: 2,
  capped: false,
};
