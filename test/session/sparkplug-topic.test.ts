import { describe, expect, it } from 'vitest';
import { sparkplugTopic } from '../../src/session/sparkplug-topic.ts';

describe('sparkplugTopic', () => {
  it.each([
    ['spBv1.0/Planta 1/NBIRTH/linea', ['NBIRTH', 'Planta 1', 'linea', null, null]],
    ['spBv1.0/g/DDATA/n/motor', ['DDATA', 'g', 'n', 'motor', null]],
    ['spBv1.0/STATE/scada', ['STATE', null, null, null, 'scada']],
    ['STATE/scada', ['STATE', null, null, null, 'scada']],
  ])('%s', (topic, [messageType, group, edgeNode, device, host]) => {
    expect(sparkplugTopic(topic)).toEqual({ messageType, group, edgeNode, device, host });
  });

  it.each([
    'spBv1.0/g/NBIRTH/n/device', // no device in a message of the node
    'spBv1.0/g/DBIRTH/n', // no device where there must be one
    'spBv1.0/g/XDATA/n',
    'spBv1.0/g/DDATA/n/d/more',
    'spBv1.0//NDATA/n',
    'spBv1.0/g/NDATA/',
    'spBv1.0/STATE/a/b',
    'spBv1.0',
    'spAv1.0/g/NDATA/n',
    'STATE/a/b',
    'STATE/',
    'a/b',
  ])('%s is none', (topic) => {
    expect(sparkplugTopic(topic)).toBeNull();
  });
});
