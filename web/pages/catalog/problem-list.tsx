const SHOWN = 5;

type Problem = { line: number | null; column: number | null; message: string };

/** What is wrong with a catalog file, line by line; the first of many. `instead`: said where no line is to blame. */
export function ProblemList({ problems, instead }: { problems: readonly Problem[]; instead?: string }) {
  return (
    <ul className="mt-2 text-xs text-bad-fg">
      {problems.length === 0 && <li>{instead}</li>}
      {problems.slice(0, SHOWN).map(({ line, column, message }) => (
        <li key={`${line} ${column} ${message}`} className="break-words">
          Line {line}: {message}
        </li>
      ))}
      {problems.length > SHOWN && <li>and {problems.length - SHOWN} more</li>}
    </ul>
  );
}
