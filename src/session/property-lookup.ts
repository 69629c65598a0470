// Properties of a message by their identifier — MQTT 5.0 §2.2.2.2.

import type { MqttProperty } from '../dissect/application/mqtt/message.ts';

/** The number of the first property with this identifier; null: there is none. */
export function numberProperty(properties: readonly MqttProperty[], id: number): number | null {
  const value = plainValue(properties, id);
  return typeof value === 'number' ? value : null;
}

/** The text of the first property with this identifier; null: there is none. */
export function textProperty(properties: readonly MqttProperty[], id: number): string | null {
  const value = plainValue(properties, id);
  return typeof value === 'string' ? value : null;
}

export function hasProperty(properties: readonly MqttProperty[], id: number): boolean {
  return properties.some((property) => property.id === id);
}

function plainValue(properties: readonly MqttProperty[], id: number): unknown {
  const property = properties.find((each) => each.id === id);
  return property !== undefined && 'value' in property ? property.value : null;
}
