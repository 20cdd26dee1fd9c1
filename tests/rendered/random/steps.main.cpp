// random_steps SEED SEQUENCES STEPS: random lives of the pages of random templates, as steps.main.cpp writes
// them for compare.mjs. What is in a stream is there for one message only, so the HTML is taken before the
// diff.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

#include "anqa/live/detail/components.hpp"
#include "driver.hpp"
#include "pages/random_changes.hpp"
#include "random.hpp"
#include "random_views.hpp"

namespace {

/// Changes the assigns of the page, and those of some of its live components.
void change(anqa::ViewInstance& view, std::uint64_t seed) {
  pages::Random random(seed ^ 0x9e3779b9);
  view.socket().mark(randomly::change(*static_cast<randomly::Assigns*>(view.assigns()), seed));
  if (view.components() == nullptr) return;
  for (anqa::detail::ComponentInstance* component : view.components()->all()) {
    if (!random.chance(4)) continue;
    if (component->is_a(anqa::component_type<randomly::Counter>())) {
      auto& own = *static_cast<randomly::Counter::Assigns*>(component->assigns());
      own.number = static_cast<int>(random.below(6));
      own.own.assign(random.below(3), pages::some_text(random));
      component->socket().mark(
          anqa::mask_of<&randomly::Counter::Assigns::number, &randomly::Counter::Assigns::own>);
    } else {
      static_cast<randomly::Nest::Assigns*>(component->assigns())->own = static_cast<int>(random.below(6));
      component->socket().mark(anqa::mask_of<&randomly::Nest::Assigns::own>);
    }
  }
}

std::vector<anqa::Cid> components_of(const anqa::ViewInstance& view) {
  std::vector<anqa::Cid> cids;
  if (view.components() == nullptr) return cids;
  for (auto* component : view.components()->all()) cids.push_back(component->socket().myself());
  return cids;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: random_steps SEED SEQUENCES STEPS\n", stderr);
    return 2;
  }
  const std::uint64_t seed = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t sequences = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t steps = std::strtoull(argv[3], nullptr, 10);
  std::fprintf(stderr, "%zu templates of ANQA_TEMPLATE_SEED=%lu\n", std::size(randomly::views),
               randomly::template_seed);
  std::string line;
  for (std::uint64_t sequence = 0; sequence < sequences; ++sequence) {
    rendered::Driver page(randomly::views[sequence % std::size(randomly::views)]());
    for (std::uint64_t step = 0; step <= steps; ++step) {
      change(page.view(), seed + sequence * 1'000'003 + step);
      line = step == 0 ? "{\"join\":" : "{\"diff\":";
      // Every other time the client has told by then which components have left its page: those that a full
      // render does not show.
      const std::vector<anqa::Cid> told =
          step % 2 == 0 ? std::vector<anqa::Cid>() : components_of(page.view());
      page.view().cids_will_destroy(told);
      const std::string html = page.html();
      const std::string diff = page.diff();
      std::string gone;
      for (const anqa::Cid cid : page.view().cids_destroyed(told)) {
        gone += (gone.empty() ? "" : ",") + std::to_string(cid.number);
      }
      line += diff + ",\"gone\":[" + gone + "]" + ",\"seed\":" + std::to_string(seed) +
              ",\"sequence\":" + std::to_string(sequence) + ",\"step\":" + std::to_string(step) +
              ",\"html\":";
      anqa::json::write_string(line, html);
      line += "}\n";
      std::fwrite(line.data(), 1, line.size(), stdout);
    }
  }
  return 0;
}
