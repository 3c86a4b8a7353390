// Before the page is drawn: the language that the reader chose, and the chats that this browser keeps.
(() => {
  const cookie = "kb_language";
  const chosen = document.cookie.match(new RegExp(`(?:^|; )${cookie}=(ko|en)`))?.[1];
  // Gradio asks the browser for the language of its own words and nothing else
  if (chosen) Object.defineProperty(navigator, "language", { get: () => chosen, configurable: true });
  const spoken = (navigator.languages || []).map((tag) => tag.slice(0, 2)).find((tag) => tag === "ko" || tag === "en");
  document.documentElement.lang = chosen || spoken || "en";
  window.kbLanguage = (language) => {
    document.cookie = `${cookie}=${language}; path=/; max-age=31536000; samesite=strict`;
    location.reload();
  };

  // A chat is a list of exchanges, each as the text that the program wrote; it alone reads them again.
  const MAX_CHATS = 40;
  const prefix = `kb:${window.kbIndex || ""}:`;
  const read = (store, key, otherwise) => {
    try {
      return JSON.parse(store.getItem(prefix + key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (key, value) => {
    for (;;) {
      try {
        localStorage.setItem(prefix + key, JSON.stringify(value));
        return;
      } catch {
        // full: the oldest chat makes room
        const oldest = chats().at(-1);
        if (!oldest || oldest.id === open()) return;
        drop(oldest.id);
      }
    }
  };
  const chats = () => read(localStorage, "chats", []);
  // which chat is open belongs to the tab: two tabs are two conversations
  const open = () => read(sessionStorage, "open", "");
  const note = (key, value) => {
    try {
      sessionStorage.setItem(prefix + key, JSON.stringify(value));
    } catch {
      // a browser that keeps nothing still answers
    }
  };
  const use = (id) => note("open", id);
  const drop = (id) => {
    localStorage.removeItem(`${prefix}chat:${id}`);
    localStorage.setItem(prefix + "chats", JSON.stringify(chats().filter((chat) => chat.id !== id)));
  };
  const exchanges = (id) => (id ? read(localStorage, `chat:${id}`, []) : []);
  // The end of a chat that one message to the program can hold.
  const fitting = (list) => {
    let room = 250_000;
    return list.filter(Boolean).reverse().filter((kept) => (room -= kept.length) > 0).reverse();
  };
  window.kbMemory = {
    chats,
    open,
    use,
    drop,
    exchanges,
    // the question that no answer has come to yet
    pending: () => read(sessionStorage, "pending", ""),
    wait: (question) => note("pending", question),
    current: () => fitting(exchanges(open())),
    fitting,
    put(place, how, kept) {
      if (!kept) return;
      const id = open() || Date.now().toString(36) + Math.random().toString(36).slice(2, 6);
      use(id);
      const list = exchanges(id);
      if (how === "replace") list[place] = kept;
      else list.splice(place, list.length, kept);
      write(`chat:${id}`, list);
      let title = "";
      try {
        title = JSON.parse(list[0]).question;
      } catch {
        // shown without a title
      }
      const others = chats().filter((chat) => chat.id !== id);
      others.slice(MAX_CHATS - 1).forEach((chat) => drop(chat.id));
      write("chats", [{ id, title, at: Date.now() }, ...others.slice(0, MAX_CHATS - 1)]);
    },
  };
})();
