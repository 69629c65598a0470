// The limit of client identifiers, and of how far back a chain of connections is held.

import { describe, expect, it } from 'vitest';
import { CLIENT_LIMIT, DEPTH_LIMIT } from '../../src/session/client-chains.ts';
import type { MqttSessionState } from '../../src/session/session-state.ts';
import { SessionTracker } from '../../src/session/session-tracker.ts';
import { connack, connect } from '../builders/mqtt.ts';
import { ScriptedFlow } from './scripted-flow.ts';

describe('client chains', () => {
  it('follow so many clients, say once that there are more, and go on with those they know', () => {
    const told: string[] = [];
    const sessions: MqttSessionState[] = [];
    const tracker = new SessionTracker([
      {
        onSession: (session) => sessions.push(session),
        onViolation: (session, kind) => told.push(`${kind.id} ${session.stream}`),
      },
    ]);
    for (let stream = 0; stream < CLIENT_LIMIT + 2; stream++) {
      new ScriptedFlow(tracker, { stream }).client(connect({ clientId: `c${stream}` }));
    }
    expect(told).toEqual([`mqtt.client-limit ${CLIENT_LIMIT}`]);
    expect(sessions[CLIENT_LIMIT]?.link).toBeNull();
    new ScriptedFlow(tracker, { stream: CLIENT_LIMIT + 2 }).client(connect({ clientId: 'c7' }));
    expect(sessions.at(-1)?.link).toMatchObject({ ordinal: 2, previousStream: 7 });
  });

  it('let connections go that lie far back', () => {
    const sessions: MqttSessionState[] = [];
    const tracker = new SessionTracker([{ onSession: (session) => sessions.push(session) }]);
    for (let stream = 0; stream < 50; stream++) {
      new ScriptedFlow(tracker, { stream }).client(connect()).server(connack()).close();
    }
    let length = 0;
    for (let session = sessions.at(-1) ?? null; session !== null; session = session.link?.previous ?? null) length++;
    expect(length).toBeLessThanOrEqual(DEPTH_LIMIT + 2);
    expect(sessions.at(-1)?.link).toMatchObject({ ordinal: 50, previousStream: 48 });
  });
});
