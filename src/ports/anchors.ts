/** The end of an organisation's sealed log at one time: whoever rewrites what lies before it cannot keep this hash. */
export type Anchor = { seq: number; hash: string; at: string };

/** An event as it was when it was written: its id, and the SHA-256 of all of it. */
export type Written = { eventId: string; hash: string };

/** Keeps anchors where the owner of the database cannot reach them. */
export type Anchors = {
  /** The first one of a number stays: a later one of the same number with another hash changes nothing. */
  keep(organizationId: string, anchor: Anchor): Promise<void>;
  /**
   * What a transaction has written, told after its commit: until it is sealed, nothing else would show a change of it.
   * What a function of the database writes (who signed in, who was refused) is not told here: its seal, seconds later, is all.
   */
  witness(organizationId: string, written: readonly Written[]): Promise<void>;
  /** The newest, at most `limit`, in any order. */
  newest(organizationId: string, limit: number): Promise<Anchor[]>;
};
