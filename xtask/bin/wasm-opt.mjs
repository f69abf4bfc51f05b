#!/usr/bin/env node
// npm's wasm-opt for worker-build, which asks it to keep the names of all functions: a third of the file that nobody reads.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../node_modules/binaryen/bin/wasm-opt', import.meta.url))
const names = new Set(['-g', '--debuginfo'])
const args = process.argv.slice(2).filter((arg) => !names.has(arg))
const { status, error } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' })
if (error) throw error
process.exit(status ?? 1)
