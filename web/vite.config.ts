import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the control plane. */
const controlPlane = process.env.PARLEY_CONTROL_PLANE ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': controlPlane } },
  build: {
    target: 'es2022',
    // Nothing is inlined: the page's Content-Security-Policy allows no data: scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // LiveKit's client alone is about 500 kB before compression; it is needed for the first click.
    chunkSizeWarningLimit: 1000,
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
