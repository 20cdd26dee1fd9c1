#include "random.hpp"

#include <utility>

#include "pages/random_changes.hpp"

namespace randomly {

using pages::Random, pages::some_text;

std::vector<int> Times::first(int count) {
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

namespace {

anqa::Mask change_items(Assigns& assigns, Random& random) {
  auto& items = assigns.items;
  if (random.chance(6)) items.reset();
  for (std::uint64_t i = random.below(3); i > 0; --i) {
    const int id = static_cast<int>(random.below(9));
    const std::string dom_id = "items-" + std::to_string(id);
    if (random.chance(4)) {
      items.remove(dom_id);
    } else {
      items.put({dom_id, random.chance(2) ? -1 : 0, random.chance(4) ? 3 : 0, 0}, {id, some_text(random)});
    }
  }
  return anqa::mask_of<&Assigns::items>;
}

}  // namespace

anqa::Mask change(Assigns& assigns, std::uint64_t seed) {
  Random random(seed);
  anqa::Mask changed = anqa::no_assigns;
  if (random.chance(3)) {
    assigns.n = static_cast<int>(random.below(6));
    changed |= anqa::mask_of<&Assigns::n>;
  }
  if (random.chance(4)) {
    assigns.m = static_cast<int>(random.below(4));
    changed |= anqa::mask_of<&Assigns::m>;
  }
  if (random.chance(4)) {
    assigns.a = !assigns.a;
    changed |= anqa::mask_of<&Assigns::a>;
  }
  if (random.chance(5)) {
    assigns.b = !assigns.b;
    changed |= anqa::mask_of<&Assigns::b>;
  }
  if (random.chance(3)) {
    assigns.s = some_text(random);
    changed |= anqa::mask_of<&Assigns::s>;
  }
  if (random.chance(4)) {
    assigns.t = some_text(random);
    changed |= anqa::mask_of<&Assigns::t>;
  }
  if (random.chance(5)) {
    assigns.o = random.chance(3) ? std::optional<std::string>() : some_text(random);
    changed |= anqa::mask_of<&Assigns::o>;
  }
  if (random.chance(2)) {
    for (std::uint64_t i = random.below(3) + 1; i > 0; --i) pages::change_rows(random, assigns.rows);
    if (assigns.rows.size() > 12) assigns.rows.resize(12);
    changed |= anqa::mask_of<&Assigns::rows>;
  }
  if (random.chance(4)) {
    assigns.words.clear();
    for (std::uint64_t i = random.below(4); i > 0; --i) assigns.words.push_back(some_text(random));
    changed |= anqa::mask_of<&Assigns::words>;
  }
  if (random.chance(3)) changed |= change_items(assigns, random);
  return changed;
}

}  // namespace randomly
