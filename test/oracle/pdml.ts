// tshark's PDML output as trees: the only form in which the fields of two MQTT packets of one frame stay apart.

import { askTshark } from '../flow/tshark.ts';

export interface PdmlNode {
  readonly name: string;
  /** As tshark shows it. */
  readonly show: string;
  /** The bytes it was read from, in hex. */
  readonly hex: string;
  readonly children: PdmlNode[];
}

const TAG = /<(\/?)(packet|proto|field)\b([^>]*?)(\/?)>/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Every frame with that protocol. */
export async function pdmlPackets(path: string, protocol: string, options: readonly string[]): Promise<PdmlNode[]> {
  return parse(await askTshark(['-n', ...options, '-r', path, '-T', 'pdml', '-J', protocol, '-Y', protocol]));
}

function parse(text: string): PdmlNode[] {
  const root: PdmlNode = { name: '', show: '', hex: '', children: [] };
  const open = [root];
  for (const [, closes, tag, attributes = '', isEmpty] of text.matchAll(TAG)) {
    if (closes !== '') {
      open.pop();
      continue;
    }
    const node = { name: tag === 'packet' ? 'packet' : '', show: '', hex: '', children: [], ...read(attributes) };
    open.at(-1)?.children.push(node);
    if (isEmpty === '') open.push(node);
  }
  if (open.length !== 1) throw new Error('tshark did not close what it opened');
  return root.children;
}

function read(attributes: string): Partial<PdmlNode> {
  const found: Record<string, string> = {};
  for (const [, key = '', value = ''] of attributes.matchAll(/([\w.]+)="([^"]*)"/g)) {
    if (key === 'name' || key === 'show') found[key] = unescapeXml(value);
    if (key === 'value') found['hex'] = value;
  }
  return found;
}

function unescapeXml(text: string): string {
  return text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1)));
  });
}

/** All nodes of that name below a node, in order. */
export function nodesOf(node: PdmlNode, name: string): PdmlNode[] {
  return node.children.flatMap((child) => (child.name === name ? [child] : nodesOf(child, name)));
}
