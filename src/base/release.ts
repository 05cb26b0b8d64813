declare const RELEASE_ID: string | undefined;

/** Names the code that runs: the bundler writes the hash of its sources here (dev/build.ts). */
export const RELEASE = typeof RELEASE_ID === "string" ? RELEASE_ID : "unbundled";
