#include "anqa/live/renderer.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <vector>

// The renderer as generated code drives it. How its diffs look to the official client is tested in
// tests/rendered.

namespace {

using anqa::Print;
using anqa::Renderer;
using anqa::Statics;

constexpr std::string_view page_parts[] = {"<ul>", "</ul>"};
constexpr Statics page{page_parts, 2, R"(["<ul>","</ul>"])", 1, 1, true};
constexpr std::string_view row_parts[] = {"<li>", "", "</li>"};
constexpr Statics row{row_parts, 3, R"(["<li>","","</li>"])", 2, 1, false};
constexpr std::string_view hot_parts[] = {"<b>", "</b>"};
constexpr Statics hot{hot_parts, 2, R"(["<b>","</b>"])", 3, 0, false};

struct Row {
  int id;
  std::string name;
  std::optional<int> heat;
};

/// `<ul><li :for={row <- rows} :key={row.id}>{row.name}<b :if={row.heat}>{*row.heat}</b></li></ul>`
void render(Renderer& r, const std::vector<Row>& rows) {
  Renderer::Node node(r, page);
  if (r.wants(0, true, 0)) {
    Renderer::Loop loop(r, row);
    for (const Row& it : rows) {
      loop.entry(it.id);
      if (r.wants(0, false)) r.text(it.name);
      if (r.wants(1, false, 0)) {
        if (it.heat) {
          Renderer::Node inner(r, hot);
          if (r.wants(0, false)) r.text(*it.heat);
          inner.end();
        } else {
          r.nothing();
        }
      }
      loop.end_entry();
    }
    loop.end();
  }
  node.end();
}

std::string html(const std::vector<Row>& rows) {
  std::string out;
  Renderer r(out);
  render(r, rows);
  return out;
}

std::string diff(Print& client, const std::vector<Row>& rows) {
  std::string out;
  Renderer r(out, client);
  render(r, rows);
  r.finish();
  return out + "}";
}

TEST(Renderer, Html) {
  EXPECT_EQ(html({{1, "a<", {}}, {2, "b", 7}}), "<ul><li>a&lt;</li><li>b<b>7</b></li></ul>");
  EXPECT_EQ(html({}), "<ul></ul>");
}

TEST(Renderer, AListIsSentOnceAndThenByRow) {
  Print client;
  EXPECT_EQ(diff(client, {}), R"({"0":"","s":0,"r":1,"p":{"0":["<ul>","</ul>"]}})");
  EXPECT_EQ(diff(client, {}), R"({"0":""})");
  EXPECT_EQ(diff(client, {{1, "a", {}}}),
            R"({"0":{"k":{"0":{"0":"a","1":""},"kc":1},"s":0},"p":{"0":["<li>","","</li>"]}})");
  EXPECT_EQ(diff(client, {{1, "a", {}}}), "{}");
  EXPECT_EQ(diff(client, {{1, "a", 5}}),
            R"({"0":{"k":{"0":{"1":{"0":"5","s":0}},"kc":1}},"p":{"0":["<b>","</b>"]}})");
  EXPECT_EQ(diff(client, {{1, "a", 6}}), R"({"0":{"k":{"0":{"1":{"0":"6"}},"kc":1}}})");
  EXPECT_EQ(diff(client, {{2, "b", {}}, {1, "a", 6}}),
            R"({"0":{"k":{"0":{"0":"b","1":""},"1":0,"kc":2,"km":true}}})");
  EXPECT_EQ(diff(client, {{2, "b", {}}}), R"({"0":{"k":{"kc":1}}})");
  EXPECT_EQ(diff(client, {}), R"({"0":{"k":{"kc":0}}})");
}

TEST(Renderer, RowsOfEqualWidthCostAWordForEachValueAndOneForTheKey) {
  Print client;
  std::vector<Row> rows;
  for (int i = 0; i < 100; ++i) rows.push_back({i, "name", {}});
  diff(client, rows);
  EXPECT_EQ(client.kids[0].tape_size, 1 + 100 * 3);
  rows[50].heat = 1;
  diff(client, rows);
  EXPECT_EQ(client.kids[0].tape_size, 2 + 100 * 3 + 1 + 50);
}

TEST(Renderer, TwoRowsOfOneKeyAreAnError) {
  for (bool known : {false, true}) {
    Print client;
    if (known) diff(client, {{1, "a", {}}, {2, "b", {}}});
    try {
      diff(client, {{1, "a", {}}, {2, "b", {}}, {1, "c", {}}});
      FAIL() << "two rows of one key were taken";
    } catch (const std::invalid_argument& error) {
      EXPECT_STREQ(error.what(),
                   "a list in a template has two rows with an equal :key, the second at index 2; every row "
                   "of a list needs a key of its own");
    }
  }
  Print client;
  EXPECT_NE(diff(client, {{1, "a", {}}}), "{}")
      << "what an exception leaves behind must not reach the next diff";
}

TEST(Renderer, TwoPagesAtATimeOnOneThread) {
  Print outer_client;
  Print inner_client;
  std::string out;
  std::string inner;
  {
    Renderer r(out, outer_client);
    Renderer::Node node(r, page);
    inner = diff(inner_client, {{1, "a", {}}});
    if (r.wants(0, true, 0)) r.nothing();
    node.end();
    r.finish();
  }
  EXPECT_EQ(out, R"({"0":"","s":0,"r":1,"p":{"0":["<ul>","</ul>"]})");
  EXPECT_EQ(inner, R"({"0":{"k":{"0":{"0":"a","1":""},"kc":1},"s":0},"s":1,"r":1,)"
                   R"("p":{"0":["<li>","","</li>"],"1":["<ul>","</ul>"]}})");
}

TEST(Renderer, WhatIsRememberedIsSentWhenItIsAnotherValue) {
  static constexpr std::string_view parts[] = {"<input", "", "", ">"};
  static constexpr Statics tag{parts, 4, R"(["<input","","",">"])", 7, 0, true};
  Print client;
  const auto told = [&client](std::string_view name, int size, bool checked, bool changed = true) {
    std::string out;
    Renderer r(out, client);
    Renderer::Node node(r, tag);
    if (r.wants(0, changed)) r.attribute(" name=\"", anqa::remembered(name));
    if (r.wants(1, changed)) r.attribute(" size=\"", size);
    if (r.wants(2, changed)) r.attribute(" checked=\"", anqa::remembered(bool{checked}));
    node.end();
    r.finish();
    return out + "}";
  };
  EXPECT_EQ(told("a", 1, true), R"({"0":" name=\"a\"","1":" size=\"1\"","2":" checked","s":0,"r":1,)"
                                R"("p":{"0":["<input","","",">"]}})");
  EXPECT_EQ(told("a", 1, true), R"({"1":" size=\"1\""})");
  EXPECT_EQ(told("b", 1, true), R"({"0":" name=\"b\"","1":" size=\"1\""})");
  EXPECT_EQ(told("b", 1, false, false), "{}");
  EXPECT_EQ(told("b", 2, false), R"({"1":" size=\"2\"","2":""})");
  client.clear();
  EXPECT_EQ(told("b", 2, false), R"({"0":" name=\"b\"","1":" size=\"2\"","2":"","s":0,"r":1,)"
                                 R"("p":{"0":["<input","","",">"]}})")
      << "a client that has forgotten is told everything";
}

TEST(Renderer, Attributes) {
  static constexpr std::string_view parts[] = {"<p", "", "", "", "", ">"};
  constexpr Statics tag{parts, 6, "[]", 9, 0, true};
  std::string out;
  Renderer r(out);
  Renderer::Node node(r, tag);
  if (r.wants(0, true)) r.attribute(" a=\"", std::optional<int>());
  if (r.wants(1, true)) r.attribute(" b=\"", true);
  if (r.wants(2, true)) r.attribute(" c=\"", "x\"y");
  if (r.wants(3, true)) r.attribute(" d=\"", false);
  if (r.wants(4, true)) r.url_attribute(" href=\"", "javascript:alert(1)");
  node.end();
  EXPECT_EQ(out, R"(<p b c="x&quot;y" href="about:blank">)");
}

}  // namespace
