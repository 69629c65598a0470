// Topics of Sparkplug B — Sparkplug 3.0 §4 (tck-id-topic-structure): spBv1.0/group/type/edge node[/device], spBv1.0/STATE/host.

/** What a Sparkplug topic names. */
export interface SparkplugTopic {
  /** 'NBIRTH', 'DDATA', 'STATE' … */
  readonly messageType: string;
  readonly group: string | null;
  readonly edgeNode: string | null;
  readonly device: string | null;
  /** STATE only: the host application. */
  readonly host: string | null;
}

const NAMESPACE = 'spBv1.0';
const NODE_TYPES: readonly string[] = ['NBIRTH', 'NDEATH', 'NDATA', 'NCMD'];
const DEVICE_TYPES: readonly string[] = ['DBIRTH', 'DDEATH', 'DDATA', 'DCMD'];
const STATE = 'STATE';

/** null: no Sparkplug B topic. */
export function sparkplugTopic(topic: string): SparkplugTopic | null {
  // Sparkplug 2.2 wrote the state of a host without the namespace.
  if (!topic.startsWith(`${NAMESPACE}/`))
    return topic.startsWith(`${STATE}/`) ? state(topic.slice(STATE.length + 1)) : null;
  const [first = '', type = '', edgeNode = '', device, ...rest] = topic.slice(NAMESPACE.length + 1).split('/');
  if (first === STATE && edgeNode === '' && device === undefined) return state(type);
  const named = first !== '' && edgeNode !== '' && rest.length === 0;
  if (named && NODE_TYPES.includes(type) && device === undefined) {
    return { messageType: type, group: first, edgeNode, device: null, host: null };
  }
  if (named && DEVICE_TYPES.includes(type) && device !== undefined && device !== '') {
    return { messageType: type, group: first, edgeNode, device, host: null };
  }
  return null;
}

function state(host: string): SparkplugTopic | null {
  if (host === '' || host.includes('/')) return null;
  return { messageType: STATE, group: null, edgeNode: null, device: null, host };
}
