import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Html, html, type Part } from "../../src/report/html.ts";

describe("html", () => {
  it("escapes every value, in text and in attributes", () => {
    expect(html`<p title="${`"'`}">${"<b>&"}</p>`.text).toBe('<p title="&quot;&#39;">&lt;b&gt;&amp;</p>');
  });

  it("takes HTML as it is, lists piece by piece, and nothing for undefined and false", () => {
    const parts: Part[] = [html`<i>${1}</i>`, "<", undefined, false, 0];
    expect(html`<p>${parts}</p>`.text).toBe("<p><i>1</i>&lt;0</p>");
  });

  it("replaces control characters, but not the ends of lines", () => {
    expect(html`${"a\u0000b\u001b[1mc\n\td\u0085"}`.text).toBe("a\ufffdb\ufffd[1mc\n\td\ufffd");
  });

  it("lets no value open a tag, an attribute or an entity", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { text: escaped } = html`${text}`;
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
      }),
    );
    expect(new Html("<b>").text).toBe("<b>");
  });
});
