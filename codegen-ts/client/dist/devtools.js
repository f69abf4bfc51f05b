'use client'
// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { createElement, useEffect, useState, useSyncExternalStore } from "react";
import { useStore } from "./react.js";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
// src/devtools/details.tsx
function pretty(text) {
	const start = text.indexOf("{");
	if (start < 0) return text;
	try {
		return text.slice(0, start) + JSON.stringify(JSON.parse(text.slice(start)), null, 2);
	} catch {
		return text;
	}
}
function Details({ summary, whole }) {
	const [isOpen, setOpen] = useState(false);
	return /* @__PURE__ */ jsxs("details", {
		onToggle: ({ currentTarget }) => setOpen(currentTarget.open),
		children: [/* @__PURE__ */ jsx("summary", { children: summary }), isOpen && /* @__PURE__ */ jsx("pre", {
			tabIndex: 0,
			children: whole()
		})]
	});
}
// src/devtools/frames.tsx
const ARROWS = {
	in: "←",
	out: "→",
	state: "•"
};
const WORDS = {
	in: "received",
	out: "sent",
	state: "state"
};
const time = (at) => new Date(at).toISOString().slice(11, 23);
function size(units) {
	return units < 1e3 ? `${units} B` : `${(units / 1e3).toFixed(1)} kB`;
}
function Frames({ passed }) {
	return /* @__PURE__ */ jsx("ol", {
		"aria-label": "frames",
		children: [...passed].reverse().map(({ id, at, room, direction, type, size: units, text }) => /* @__PURE__ */ jsx("li", { children: /* @__PURE__ */ jsx(Details, {
			summary: /* @__PURE__ */ jsxs(Fragment, { children: [
				/* @__PURE__ */ jsx("span", {
					className: "dim",
					children: time(at)
				}),
				/* @__PURE__ */ jsx("span", {
					className: direction,
					role: "img",
					"aria-label": WORDS[direction],
					children: ARROWS[direction]
				}),
				/* @__PURE__ */ jsx("span", {
					className: "what",
					children: type
				}),
				/* @__PURE__ */ jsx("span", {
					className: "dim",
					children: room
				}),
				direction !== "state" && /* @__PURE__ */ jsx("span", {
					className: "dim num",
					children: size(units)
				})
			] }),
			whole: () => pretty(text)
		}) }, id))
	});
}
// src/devtools/inspect.ts
function inspect(store) {
	return [...store.rooms].map(([name, room]) => ({
		name,
		status: room.link() === "idle" ? "idle" : store.state(name).status,
		seq: room.seq(),
		drop: room.drop,
		queue: room.queue().map(({ mid, action, collection, ids, payload, sent, lost }) => ({
			mid,
			what: `${action} ${collection} ${ids.length === 1 ? ids[0] : `${ids.length} rows`}`,
			state: sent ? "sent" : lost ? "unknown" : "waits",
			payload
		})),
		lists: [...room.collections.values()].flatMap((collection) => [...collection.lists.values()].map(({ collection: of, scope, following, state }) => ({
			key: `${of}/${scope ?? ""}`,
			name: scope === void 0 ? of : `${of} · ${scope}`,
			following: {
				no: "not followed",
				asked: "asked",
				live: "live",
				polled: "polled"
			}[following],
			held: state.held,
			cursor: state.cursor,
			wanted: state.wanted > (state.held ?? -1) && state.wanted > 0 ? state.wanted : void 0,
			base: state.base.size,
			pending: state.group.pending.map(({ mid, at, ops }) => ({
				mid,
				at,
				ops
			}))
		})))
	}));
}
// src/devtools/recorder.ts
const TELL_WITHIN = 50;
function createRecorder() {
	const listeners = /* @__PURE__ */ new Set();
	let passed = [];
	let delay = 0;
	let paused = false;
	let version = 0;
	let count = 0;
	let telling;
	let held = [];
	const late = /* @__PURE__ */ new Map();
	let last = 0;
	function stir() {
		telling ??= setTimeout(() => {
			telling = void 0;
			version += 1;
			for (const listener of [...listeners]) listener();
		}, TELL_WITHIN);
	}
	function pass(go) {
		if (delay === "hold") {
			held.push(go);
			return;
		}
		const now = Date.now();
		last = Math.max(last, now + delay);
		if (last <= now) {
			go();
			return;
		}
		const timer = setTimeout(() => {
			late.delete(timer);
			go();
			stir();
		}, last - now);
		late.set(timer, go);
	}
	return {
		passed: () => passed,
		delay: () => delay,
		setDelay: (next) => {
			delay = next;
			for (const go of held.splice(0)) pass(go);
			stir();
		},
		isPaused: () => paused,
		setPaused: (next) => {
			paused = next;
			stir();
		},
		clear: () => {
			passed = [];
			stir();
		},
		stir,
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		version: () => version,
		tap: (room, direction, text, go) => {
			if (!paused) {
				count += 1;
				const one = {
					id: count,
					at: Date.now(),
					room,
					direction,
					type: typeOf(text),
					size: text.length,
					text
				};
				passed = [...passed.slice(-199), one];
			}
			stir();
			if (direction === "in") pass(go);
			else go();
		},
		stop: () => {
			clearTimeout(telling);
			telling = void 0;
			const waiting = [...late, ...held.map((go) => [void 0, go])];
			held = [];
			late.clear();
			last = 0;
			for (const [timer, go] of waiting) {
				clearTimeout(timer);
				go();
			}
		}
	};
}
function typeOf(text) {
	if (!text.startsWith("{")) {
		const [, line = text] = /^((?:\d+ )?[A-Z]+ [^ ?]+)/.exec(text) ?? [];
		return line.replace(/https?:\/\/[^/]+/, "");
	}
	return /"type":\s*"([^"]*)"/.exec(text)?.[1] ?? "?";
}
// src/devtools/rooms.tsx
const tone = (status) => status === "connected" ? "ok" : /^(connecting|reconnecting|synchronizing)$/.test(status) ? "busy" : status === "idle" ? "none" : "bad";
const json = (value) => JSON.stringify(value, null, 2);
function List({ name, following, held, cursor, wanted, base, pending }) {
	return /* @__PURE__ */ jsxs("tr", { children: [
		/* @__PURE__ */ jsx("td", {
			title: cursor && `cursor ${cursor}`,
			children: name
		}),
		/* @__PURE__ */ jsx("td", {
			className: "dim",
			children: following
		}),
		/* @__PURE__ */ jsxs("td", {
			className: "num",
			children: [held ?? "–", wanted !== void 0 && /* @__PURE__ */ jsx("span", {
				title: "known to lack changes up to here",
				children: ` < ${wanted}`
			})]
		}),
		/* @__PURE__ */ jsx("td", {
			className: "num",
			children: base
		}),
		/* @__PURE__ */ jsx("td", {
			className: "num",
			children: pending.length
		})
	] });
}
function Room({ name, status, seq, lists, queue, drop }) {
	const pending = new Map(lists.flatMap((list) => list.pending.map((intent) => [intent.mid, intent])));
	return /* @__PURE__ */ jsxs("section", {
		"aria-label": `room ${name}`,
		children: [
			/* @__PURE__ */ jsxs("div", {
				className: "room",
				children: [
					/* @__PURE__ */ jsx("h3", {
						className: `dot ${tone(status)}`,
						children: name
					}),
					/* @__PURE__ */ jsx("span", {
						className: "dim",
						children: `${status}, seq ${seq ?? "–"}`
					}),
					/* @__PURE__ */ jsx("span", { className: "grow" }),
					/* @__PURE__ */ jsx("button", {
						type: "button",
						onClick: drop,
						disabled: status === "idle",
						title: "Break the socket, as the network would",
						children: "Drop"
					})
				]
			}),
			lists.length > 0 && /* @__PURE__ */ jsxs("table", { children: [/* @__PURE__ */ jsx("thead", { children: /* @__PURE__ */ jsxs("tr", { children: [
				/* @__PURE__ */ jsx("th", { children: "list" }),
				/* @__PURE__ */ jsx("th", {}),
				/* @__PURE__ */ jsx("th", {
					className: "num",
					children: "held"
				}),
				/* @__PURE__ */ jsx("th", {
					className: "num",
					children: "base"
				}),
				/* @__PURE__ */ jsx("th", {
					className: "num",
					children: "pending"
				})
			] }) }), /* @__PURE__ */ jsx("tbody", { children: lists.map((list) => /* @__PURE__ */ createElement(List, {
				...list,
				key: list.key
			})) })] }),
			pending.size > 0 && /* @__PURE__ */ jsx("h4", { children: "on top of the base" }),
			pending.size > 0 && /* @__PURE__ */ jsx("ol", {
				"aria-label": `pending in ${name}`,
				children: [...pending.values()].map(({ mid, at, ops }) => /* @__PURE__ */ jsx("li", { children: /* @__PURE__ */ jsx(Details, {
					summary: /* @__PURE__ */ jsxs(Fragment, { children: [/* @__PURE__ */ jsx("span", {
						className: "what",
						children: `${ops.length} ${ops.length === 1 ? "change" : "changes"} on top`
					}), /* @__PURE__ */ jsx("span", {
						className: "dim",
						children: at === void 0 ? "not saved" : at < 0 ? "refused" : `saved at ${at}`
					})] }),
					whole: () => json(ops)
				}) }, mid))
			}),
			queue.length > 0 && /* @__PURE__ */ jsx("h4", { children: "queue" }),
			queue.length > 0 && /* @__PURE__ */ jsx("ol", {
				"aria-label": `queue of ${name}`,
				children: queue.map(({ mid, what, state, payload }) => /* @__PURE__ */ jsx("li", { children: /* @__PURE__ */ jsx(Details, {
					summary: /* @__PURE__ */ jsxs(Fragment, { children: [/* @__PURE__ */ jsx("span", {
						className: "what",
						children: what
					}), /* @__PURE__ */ jsx("span", {
						className: "dim",
						children: state
					})] }),
					whole: () => json({
						mid,
						payload
					})
				}) }, mid))
			})
		]
	});
}
// src/devtools/style.ts
const style = `
.fsd{--bg:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d1d9e0;--soft:#f3f5f7;--accent:#0a58ca;--ok:#1a7f37;--warn:#9a6700;--bad:#cf222e;
 all:initial;position:fixed;right:12px;bottom:12px;z-index:99999;max-width:calc(100vw - 24px);color:var(--fg);
 font:12px/1.45 ui-sans-serif,system-ui,sans-serif;color-scheme:light}
@media (prefers-color-scheme:dark){.fsd{--bg:#16191d;--fg:#e6eaee;--dim:#9aa5b1;--line:#343b43;--soft:#20252b;--accent:#7cb0ff;--ok:#4ec46f;--warn:#e0ab3d;--bad:#ff7b72;color-scheme:dark}}
.fsd *{box-sizing:border-box}
.fsd button,.fsd select{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:5px;padding:1px 8px;cursor:pointer}
.fsd button:hover,.fsd select:hover{border-color:var(--dim)}
.fsd button[aria-pressed=true]{background:var(--warn);border-color:var(--warn);color:var(--bg)}
.fsd :focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.fsd .chip{display:flex;gap:6px;align-items:center;background:var(--bg);border-radius:99px;padding:4px 12px;box-shadow:0 2px 10px #0003}
.fsd .panel{width:min(920px,calc(100vw - 24px));height:min(440px,calc(100vh - 24px));display:flex;flex-direction:column;overflow:hidden;background:var(--bg);border:1px solid var(--line);border-radius:8px;box-shadow:0 4px 24px #0004}
.fsd header{display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding:6px 10px;border-bottom:1px solid var(--line)}
.fsd h2,.fsd h3,.fsd h4{font:inherit;font-weight:600;margin:0}
.fsd h4{font-weight:400;color:var(--dim);margin-top:4px}
.fsd .grow{flex:1}
.fsd .cols{flex:1;display:grid;grid-template-columns:1fr 1fr;min-height:0}
.fsd .cols>*{overflow:auto;padding:8px 10px;min-width:0}
.fsd .cols>*+*{border-left:1px solid var(--line)}
@media (max-width:640px){.fsd .cols{grid-template-columns:1fr;grid-template-rows:1fr 1fr}.fsd .cols>*+*{border-left:0;border-top:1px solid var(--line)}}
.fsd section+section{margin-top:12px}
.fsd .room{display:flex;gap:8px;align-items:center;margin-bottom:4px}
.fsd .dot::before{content:"";display:inline-block;width:8px;height:8px;border-radius:50%;margin-right:6px;background:var(--dim)}
.fsd .ok::before{background:var(--ok)}.fsd .busy::before{background:var(--warn)}.fsd .bad::before{background:var(--bad)}
.fsd table{width:100%;border-collapse:collapse}
.fsd th{font-weight:400;color:var(--dim);text-align:left}
.fsd td,.fsd th{padding:1px 8px 1px 0;vertical-align:top}
.fsd .num{text-align:right;font-variant-numeric:tabular-nums}
.fsd .dim{color:var(--dim)}
.fsd ol{list-style:none;margin:0;padding:0}
.fsd summary{display:flex;gap:8px;cursor:pointer;white-space:nowrap;border-radius:3px}
.fsd summary::before{content:"▸";color:var(--dim)}
.fsd [open]>summary::before{content:"▾"}
.fsd summary:hover{background:var(--soft)}
.fsd summary .what{flex:1;overflow:hidden;text-overflow:ellipsis}
.fsd .in{color:var(--accent)}.fsd .out{color:var(--ok)}.fsd .state{color:var(--dim)}
.fsd pre{margin:2px 0 6px;padding:6px;background:var(--soft);border-radius:5px;font:11px/1.4 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;max-height:220px;overflow:auto}
`;
// src/devtools/panel.tsx
const DELAYS = [
	0,
	300,
	2e3,
	"hold"
];
function SyncDevtools({ initialIsOpen = false, nonce }) {
	const { store } = useStore();
	const [isOpen, setOpen] = useState(initialIsOpen);
	const [recorder] = useState(createRecorder);
	useSyncExternalStore(recorder.subscribe, recorder.version, recorder.version);
	useEffect(() => {
		const { tap } = recorder;
		store.tap = tap;
		const unsubscribe = store.subscribe(recorder.stir);
		recorder.stir();
		return () => {
			unsubscribe();
			if (store.tap === tap) delete store.tap;
			recorder.stop();
		};
	}, [store, recorder]);
	const { status, pending } = store.state();
	const rooms = inspect(store);
	const [delay, isPaused] = [recorder.delay(), recorder.isPaused()];
	const summary = `${status}${pending > 0 ? `, ${pending} not saved` : ""}`;
	return /* @__PURE__ */ jsxs("aside", {
		className: "fsd",
		"aria-label": "Sync devtools",
		onKeyDown: ({ key }) => key === "Escape" && setOpen(false),
		children: [/* @__PURE__ */ jsx("style", {
			nonce,
			children: style
		}), isOpen ? /* @__PURE__ */ jsxs("div", {
			className: "panel",
			children: [/* @__PURE__ */ jsxs("header", { children: [
				/* @__PURE__ */ jsx("h2", { children: "Sync" }),
				/* @__PURE__ */ jsx("span", {
					className: `dot ${tone(status)}`,
					children: summary
				}),
				/* @__PURE__ */ jsx("span", { className: "grow" }),
				/* @__PURE__ */ jsxs("label", { children: ["Delay answers ", /* @__PURE__ */ jsx("select", {
					value: delay,
					onChange: ({ target }) => recorder.setDelay(DELAYS[target.selectedIndex] ?? 0),
					children: DELAYS.map((one) => /* @__PURE__ */ jsx("option", {
						value: one,
						children: one === "hold" ? "until let go" : `${one} ms`
					}, one))
				})] }),
				/* @__PURE__ */ jsx("button", {
					type: "button",
					"aria-pressed": isPaused,
					onClick: () => recorder.setPaused(!isPaused),
					title: "Keep no more frames",
					children: "Pause"
				}),
				/* @__PURE__ */ jsx("button", {
					type: "button",
					onClick: recorder.clear,
					children: "Clear"
				}),
				/* @__PURE__ */ jsx("button", {
					type: "button",
					"aria-expanded": true,
					onClick: () => setOpen(false),
					"aria-label": "Close",
					children: "×"
				})
			] }), /* @__PURE__ */ jsxs("div", {
				className: "cols",
				children: [/* @__PURE__ */ jsxs("div", { children: [rooms.length === 0 && /* @__PURE__ */ jsx("p", {
					className: "dim",
					children: "No room yet."
				}), rooms.map((room) => /* @__PURE__ */ createElement(Room, {
					...room,
					key: room.name
				}))] }), /* @__PURE__ */ jsx("div", { children: /* @__PURE__ */ jsx(Frames, { passed: recorder.passed() }) })]
			})]
		}) : /* @__PURE__ */ jsx("button", {
			type: "button",
			className: "chip",
			"aria-expanded": false,
			onClick: () => setOpen(true),
			children: /* @__PURE__ */ jsx("span", {
				className: `dot ${tone(status)}`,
				children: `Sync: ${summary}`
			})
		})]
	});
}
export { SyncDevtools, SyncDevtools as default };
