/** A function that computes for each distinct text once: formatting takes longer than all else that a row needs of Node. */
export function once(compute: (text: string) => Promise<string>): (text: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (text) => {
    const found = known.get(text) ?? compute(text);
    known.set(text, found);
    return found;
  };
}
