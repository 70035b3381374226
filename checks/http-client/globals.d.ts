// As much of Node.js as the flow uses.
declare const process: { env: Record<string, string | undefined> };
