/** Waits for what never comes, while a timer keeps the process from being done. */
export const handler = () =>
  new Promise(() => {
    setInterval(() => undefined, 1_000);
  });
