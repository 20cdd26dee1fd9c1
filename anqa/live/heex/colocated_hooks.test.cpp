#include "anqa/live/heex/colocated_hooks.hpp"

#include <gtest/gtest.h>

#include "anqa/live/heex/parser.hpp"
#include "anqa/live/heex/plan.hpp"

namespace {

using namespace anqa::heex;

std::string written(const std::string& text) {
  const Source source{"page.html.heex", text};
  try {
    std::vector<Content> contents = parse(source);
    write_colocated_hooks(contents, "app::PageLive");
    return make_plan(std::move(contents)).root.parts[0];
  } catch (const Mistake& mistake) {
    const Place place = source.place(mistake.at);
    return std::to_string(place.line) + ":" + std::to_string(place.column) + ": " + mistake.what();
  }
}

TEST(ColocatedHooks, AreGivenToTheClientUnderANameOfTheirTemplate) {
  EXPECT_EQ(
      written("<p id=\"a\" phx-hook=\".Big\"></p><script :type={ColocatedHook} name=\".Big\" nonce=\"n\">\n"
              "  const a = 1\n  export default\n  { mounted() {} };\n</script>"),
      "<p id=\"a\" phx-hook=\"app::PageLive.Big\"></p>"
      "<script data-phx-runtime-hook=\"app::PageLive.Big\" nonce=\"n\">"
      "window[\"phx_hook_app::PageLive.Big\"] = () => {\n  const a = 1\n  return { mounted() {} "
      "};\n}</script>");
}

TEST(ColocatedHooks, OfTheWholeProgramKeepTheirNames) {
  EXPECT_EQ(written("<p id=\"a\" phx-hook=\"Big\"></p>"), "<p id=\"a\" phx-hook=\"Big\"></p>");
}

TEST(ColocatedHooks, SayWhatIsMissing) {
  EXPECT_EQ(
      written("<p id=\"a\" phx-hook=\".Big\"></p>"),
      "1:11: this template has no hook \".Big\"; expected a <script :type={ColocatedHook} name=\".Big\">");
  EXPECT_EQ(written("<script :type={ColocatedHook} name=\"Big\">export default {}</script>"),
            "1:31: a hook in its template has a name that begins with a dot: expected name=\".Name\"");
  EXPECT_EQ(written("<script :type={ColocatedHook}>export default {}</script>"),
            "1:2: a hook in its template has a name that begins with a dot: expected name=\".Name\"");
  EXPECT_EQ(written("<script :type={ColocatedHook} name=\".Big\">{}</script>"),
            "1:2: a hook in its template exports what it does: expected export default { mounted() { … } }");
}

}  // namespace
