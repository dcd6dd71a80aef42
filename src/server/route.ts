import type { Hono } from 'hono';
import type { Variables } from './authenticate.ts';
import type { Services } from './services.ts';

export type App = Hono<{ Variables: Variables }>;

/** Adds one route to the application. */
export type Route = (app: App, services: Services) => void;
