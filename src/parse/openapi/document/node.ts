/**
 * A JSON or YAML text as a tree that keeps where everything stands. Offsets count UTF-16 code units from the start of
 * the text. Nodes can be shared (YAML aliases) and even contain themselves.
 */
export type DocumentNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  kind: 'map';
  start: number;
  /** In the order of the text; the last of equal keys. */
  entries: Map<string, Entry>;
}

export interface Entry {
  key: string;
  /** Of the key. */
  start: number;
  end: number;
  value: DocumentNode;
}

export interface ListNode {
  kind: 'list';
  start: number;
  items: DocumentNode[];
}

export interface ScalarNode {
  kind: 'scalar';
  start: number;
  value: string | number | boolean | null;
  /** As written, without quotes: `3.0` where the value is the number 3. */
  text: string;
}

export interface Fault {
  message: string;
  offset: number;
}

/** What a reader makes of a text: as much of the tree as could be read, and what was wrong. */
export interface Reading {
  root: DocumentNode | undefined;
  /** The text is not valid JSON or YAML there, so the tree may lack or misplace what follows. */
  faults: Fault[];
  /** Keys that a mapping has twice; the tree has the last. */
  duplicates: Fault[];
}
