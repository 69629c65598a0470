// Every finding there is, one line each.

import type { Rule } from '../rule.ts';
import { arrivalClock } from './arrival-clock.ts';
import { captureCutShort } from './capture-cut-short.ts';
import { captureDroppedFrames } from './capture-dropped-frames.ts';
import { captureDuplicateFrames } from './capture-duplicate-frames.ts';
import { captureFramesCut } from './capture-frames-cut.ts';
import { captureStartsLate } from './capture-starts-late.ts';
import { captureTimeBackwards } from './capture-time-backwards.ts';
import { captureWithoutMqtt } from './capture-without-mqtt.ts';
import { captureWithoutTcp } from './capture-without-tcp.ts';
import { connectionRefused } from './connection-refused.ts';
import { connectionReset } from './connection-reset.ts';
import { delayedAck } from './delayed-ack.ts';
import { dnsFailed, dnsSlow, dnsUnanswered } from './dns.ts';
import { expectedFileRules } from './expected-file.ts';
import { captureLoss, networkLoss, unexplainedGap } from './gaps.ts';
import { handshakeIncomplete } from './handshake-incomplete.ts';
import { mqttRules } from './mqtt-rules.ts';
import { mqttSnRules } from './mqtt-sn-rules.ts';
import { outOfOrder } from './out-of-order.ts';
import { previousSegment } from './previous-segment.ts';
import { retransmissions } from './retransmissions.ts';
import { segmentationOffload } from './segmentation-offload.ts';
import { sessionRules } from './session-rules.ts';
import { synRetransmitted } from './syn-retransmitted.ts';
import { zeroWindow } from './zero-window.ts';

export const RULES: readonly Rule[] = [
  ...mqttRules,
  ...sessionRules,
  arrivalClock,
  captureCutShort,
  captureDroppedFrames,
  captureDuplicateFrames,
  captureFramesCut,
  captureLoss,
  captureStartsLate,
  captureTimeBackwards,
  captureWithoutMqtt,
  captureWithoutTcp,
  connectionRefused,
  connectionReset,
  delayedAck,
  dnsFailed,
  dnsSlow,
  dnsUnanswered,
  ...expectedFileRules,
  handshakeIncomplete,
  ...mqttSnRules,
  networkLoss,
  outOfOrder,
  previousSegment,
  retransmissions,
  segmentationOffload,
  synRetransmitted,
  unexplainedGap,
  zeroWindow,
];
