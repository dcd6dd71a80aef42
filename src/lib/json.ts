/** Data that survives `JSON.stringify` and back. Everything that is stored or sent is this. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
