// Every finding about MQTT-SN, one line each.

import type { Rule } from '../rule.ts';
import {
  mqttSnCongestion,
  mqttSnConnectRejected,
  mqttSnExchangeOpen,
  mqttSnRegisterRejected,
  mqttSnSubscribeRejected,
} from './mqtt-sn-exchanges.ts';
import { mqttSnDisturbed, mqttSnKeepAlive, mqttSnOverslept } from './mqtt-sn-silence.ts';
import { mqttSnTopicUnknown } from './mqtt-sn-topics.ts';

export const mqttSnRules: readonly Rule[] = [
  mqttSnConnectRejected,
  mqttSnCongestion,
  mqttSnDisturbed,
  mqttSnExchangeOpen,
  mqttSnKeepAlive,
  mqttSnOverslept,
  mqttSnRegisterRejected,
  mqttSnSubscribeRejected,
  mqttSnTopicUnknown,
];
