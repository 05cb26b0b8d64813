/** "a b" from what is truthy. Components take layout classes only, so later classes never fight earlier ones. */
export const classNames = (...names: (string | false | null | undefined)[]) => names.filter(Boolean).join(" ");
