// pcapng: walks the blocks of one file and hands each to its type's reader — draft-ietf-opsawg-pcapng §3.1.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { ByteFeed } from '../byte-feed.ts';
import type { CaptureLedger } from '../capture-ledger.ts';
import { type FrameReader, READING_ENDED } from '../frame-reader.ts';
import type { Damage } from './block.ts';
import { Block, padded } from './block.ts';
import {
  BLOCK_FRAME_BYTES,
  BLOCK_LIMIT_BYTES,
  DECRYPTION_SECRETS_BLOCK,
  ENHANCED_PACKET_BLOCK,
  INTERFACE_DESCRIPTION_BLOCK,
  INTERFACE_STATISTICS_BLOCK,
  isNumberedByWireshark,
  NAME_RESOLUTION_BLOCK,
  OBSOLETE_PACKET_BLOCK,
  SECTION_HEADER_BLOCK,
  SIMPLE_PACKET_BLOCK,
} from './block-types.ts';
import { readDecryptionSecrets } from './decryption-secrets.ts';
import { readEnhancedPacket, readObsoletePacket } from './enhanced-packet.ts';
import { readInterfaceDescription } from './interface-description.ts';
import { readInterfaceStatistics } from './interface-statistics.ts';
import { LookAhead } from './look-ahead.ts';
import { readNameResolution } from './name-resolution.ts';
import { BLOCK_TOO_SHORT, Section } from './section.ts';
import { BAD_BYTE_ORDER, readSectionHeader, sectionIsLittleEndian } from './section-header.ts';
import { readSimplePacket } from './simple-packet.ts';

export const BLOCK_TOO_LONG: AnomalyKind = {
  id: 'pcapng.block-too-long',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §3.1',
  text: {
    es: 'Un bloque declara un largo imposible (más de 64 MiB); la lectura termina ahí',
    en: 'A block states an impossible length (more than 64 MiB); reading ends there',
  },
};

export const BLOCK_LENGTHS_DIFFER: AnomalyKind = {
  id: 'pcapng.block-lengths-differ',
  severity: 'error',
  spec: 'draft-ietf-opsawg-pcapng §3.1',
  text: {
    es: 'El largo al comienzo y al final de un bloque no coinciden; la lectura termina ahí',
    en: 'The lengths at the start and the end of a block differ; reading ends there',
  },
};

export class PcapngReader implements FrameReader {
  readonly format: string = 'pcapng';
  damage: AnomalyKind | null = null;
  private readonly ledger: CaptureLedger;
  private readonly block: Block = new Block();
  private section: Section = new Section();
  private readonly lookAhead: LookAhead | null;

  constructor(ledger: CaptureLedger) {
    this.ledger = ledger;
    this.lookAhead = ledger.preview === null ? null : new LookAhead(ledger.preview);
  }

  consume(feed: ByteFeed): number {
    const { ledger, block } = this;
    const view = feed.view;
    const end = feed.end;
    block.buf = feed.buf;
    block.view = view;
    block.offset = feed.offset;
    for (;;) {
      if (ledger.stopped) return READING_ENDED;
      const at = feed.at;
      if (end - at < BLOCK_FRAME_BYTES) return BLOCK_FRAME_BYTES;
      const type = view.getUint32(at, block.little);
      if (type === SECTION_HEADER_BLOCK && !this.enterSection(at)) return READING_ENDED;
      const length = view.getUint32(at + 4, block.little);
      if (length < BLOCK_FRAME_BYTES) return this.fail(BLOCK_TOO_SHORT);
      if (length > BLOCK_LIMIT_BYTES) return this.fail(BLOCK_TOO_LONG);
      // §3.1 wants multiples of 4; of writers that state the unpadded length, Wireshark takes the padded one, and so do we.
      const blockLength = padded(length);
      if (end - at < blockLength) return blockLength;
      block.at = at;
      block.bodyEnd = at + blockLength - 4;
      if (type === ENHANCED_PACKET_BLOCK && this.lookAhead !== null)
        this.lookAhead.next(feed, block.little, this.section);
      if (padded(view.getUint32(block.bodyEnd, block.little)) !== blockLength) return this.fail(BLOCK_LENGTHS_DIFFER);
      const damage = type === ENHANCED_PACKET_BLOCK ? readEnhancedPacket(block, this.section, ledger) : this.read(type);
      if (damage !== null) return this.fail(damage);
      feed.at = at + blockLength;
    }
  }

  /** The type of a section header reads the same in both byte orders; what follows it says which one rules from here on. */
  private enterSection(at: number): boolean {
    const little = sectionIsLittleEndian(this.block.view, at);
    if (little === null) {
      this.damage = BAD_BYTE_ORDER;
      return false;
    }
    this.block.little = little;
    return true;
  }

  private read(type: number): Damage {
    const { block, section, ledger } = this;
    switch (type) {
      case SECTION_HEADER_BLOCK:
        this.section = new Section();
        return readSectionHeader(block, ledger);
      case INTERFACE_DESCRIPTION_BLOCK:
        return readInterfaceDescription(block, section, ledger);
      case SIMPLE_PACKET_BLOCK:
        return readSimplePacket(block, section, ledger);
      case OBSOLETE_PACKET_BLOCK:
        return readObsoletePacket(block, section, ledger);
      case INTERFACE_STATISTICS_BLOCK:
        return readInterfaceStatistics(block, section, ledger);
      case DECRYPTION_SECRETS_BLOCK:
        return readDecryptionSecrets(block, ledger);
      case NAME_RESOLUTION_BLOCK:
        readNameResolution(block, ledger);
        return null;
      default:
        if (isNumberedByWireshark(type)) ledger.skipNumber();
        return null; // §3.1: blocks of unknown types are skipped
    }
  }

  private fail(damage: AnomalyKind): number {
    this.damage = damage;
    return READING_ENDED;
  }
}
