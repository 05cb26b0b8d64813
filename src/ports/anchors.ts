/** The end of an organisation's sealed log at one time: whoever rewrites what lies before it cannot keep this hash. */
export type Anchor = { seq: number; hash: string; at: string };

/** Keeps anchors where the owner of the database cannot reach them. */
export type Anchors = {
  /** The first one of a number stays: a later one of the same number with another hash changes nothing. */
  keep(organizationId: string, anchor: Anchor): Promise<void>;
  /** The newest, at most `limit`, in any order. */
  newest(organizationId: string, limit: number): Promise<Anchor[]>;
};
