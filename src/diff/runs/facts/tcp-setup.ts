// What both ends agreed on when TCP opened — RFC 9293 §3.7.1, RFC 7323, RFC 2018 — and how far packets had travelled (TTL).

import type { TcpStatistics } from '../../../analyze/analysis.ts';
import { SENDERS, type Sender } from '../../../core/direction.ts';
import type { Text } from '../../../core/text.ts';
import {
  OPTION_END,
  OPTION_MSS,
  OPTION_NOP,
  OPTION_SACK_PERMITTED,
  OPTION_TIMESTAMPS,
  OPTION_WINDOW_SCALE,
} from '../../../dissect/transport/tcp-option-kinds.ts';
import { configuration, type Fact, framesOf } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

const NOT_OFFERED: Text = { es: 'no la ofrece', en: 'not offered' };
const NONE: Text = { es: 'ninguna', en: 'none' };

const SHOWN_APART: readonly number[] = [
  OPTION_END,
  OPTION_NOP,
  OPTION_MSS,
  OPTION_WINDOW_SCALE,
  OPTION_SACK_PERMITTED,
  OPTION_TIMESTAMPS,
];

export function tcpSetupFacts(run: RunConnection): Fact[] {
  return SENDERS.flatMap((sender) => [...synFacts(run, sender), ttlFact(run, sender)]);
}

/** Nothing is known of the options of a SYN that is not in the capture. */
function synFacts({ connection }: RunConnection, sender: Sender): Fact[] {
  const { handshake } = connection;
  if (handshake === null || handshake.initialSequenceNumber[sender] === null) return [];
  const options = connection.options[sender];
  const frames = (sender === 'client' ? handshake.synFrames : handshake.synAckFrames).slice(0, 1);
  const find = (kind: number) => options.find((option) => option.kind === kind);
  const offered = (value: number | undefined) => ({ sender, frames, text: value === undefined ? NOT_OFFERED : null });
  const mss = find(OPTION_MSS)?.value;
  const shift = find(OPTION_WINDOW_SCALE)?.shift;
  const others = options.filter(({ kind }) => !SHOWN_APART.includes(kind)).map(({ name }) => name);
  return [
    configuration('mss', mss ?? '', offered(mss)),
    configuration('window-scale', shift ?? '', offered(shift)),
    configuration('sack-permitted', find(OPTION_SACK_PERMITTED) !== undefined, { sender, frames }),
    configuration('timestamps', find(OPTION_TIMESTAMPS) !== undefined, { sender, frames }),
    configuration('other-options', others.toSorted().join(', '), {
      sender,
      frames,
      text: others.length === 0 ? NONE : null,
    }),
    configuration('initial-window', connection.windows[sender].initial, { sender, frames: framesOf(frames[0]) }),
  ];
}

function ttlFact({ connection }: RunConnection, sender: Sender): Fact {
  const { smallestTtl, largestTtl }: TcpStatistics = connection.statistics[sender];
  const value = smallestTtl === largestTtl ? smallestTtl : `${smallestTtl}–${largestTtl}`;
  return configuration('ttl', value, { sender });
}
