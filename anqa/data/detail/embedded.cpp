#include "anqa/data/detail/embedded.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "anqa/data/detail/param_text.hpp"
#include "anqa/term/params.hpp"

namespace anqa::detail {
namespace {

/// Forms send a list as a map from indices, whose keys are texts: "10" comes after "9".
std::size_t index_of(const Term& key) {
  const auto text = key.as_binary().value_or("");
  std::size_t index = static_cast<std::size_t>(-1);
  std::from_chars(text.data(), text.data() + text.size(), index);
  return index;
}

using Indices = std::vector<std::string>;

std::optional<Indices> indices_of(const Params& params, std::string_view name) {
  const Term* list = name.empty() ? nullptr : params.term().find(name);
  if (!list || !list->is_list()) return std::nullopt;
  Indices indices;
  for (const auto& item : list->items()) indices.emplace_back(item.as_binary().value_or(""));
  return indices;
}

bool contains(const Indices& indices, std::string_view index) {
  return std::ranges::find(indices, index) != indices.end();
}

/// First those that `sort` names, then the others by their indices; without those that are dropped.
void add_sorted(std::vector<Params>& items, const Term& map, const Indices& sort, const Indices& drop) {
  Indices added;
  for (const auto& index : sort) {
    if (contains(drop, index)) continue;
    const Term* item = contains(added, index) ? nullptr : map.find(index);
    items.emplace_back(item ? *item : Term::map());
    added.push_back(index);
  }
  std::vector<Term::Entry> entries(map.entries().begin(), map.entries().end());
  std::ranges::sort(entries, [](const Term::Entry& a, const Term::Entry& b) {
    const auto x = index_of(a.key), y = index_of(b.key);
    return x != y ? x < y : a.key < b.key;
  });
  for (const auto& entry : entries) {
    const auto index = entry.key.as_binary().value_or("");
    if (!contains(drop, index) && !contains(added, index)) items.emplace_back(entry.value);
  }
}

}  // namespace

SentEmbeds::SentEmbeds() = default;
SentEmbeds::SentEmbeds(SentEmbeds&&) noexcept = default;
SentEmbeds::~SentEmbeds() = default;

bool is_id_of(const Params& params, std::string_view id) {
  const ParamText given(params, "id");
  return given.is_text() && given.text() == id;
}

SentEmbeds sent_embeds(const Params& params, std::string_view name, bool many, const NestedOptions& options) {
  SentEmbeds sent;
  sent.many = many;
  const auto sort = indices_of(params, options.sort_param), drop = indices_of(params, options.drop_param);
  const Term* value = params.term().find(name);
  // A form without items sends none, and still says that it has a list.
  const Term nothing = Term::map();
  if (!value && many && (sort || drop)) value = &nothing;
  if (!value) return sent;
  sent.given = true;
  // An empty text is what an emptied form control sends.
  if (value->is_nil() || value->as_binary() == "") return sent;
  if (!many) {
    sent.malformed = !value->is_map();
    sent.items.emplace_back(*value);
  } else if (value->is_list()) {
    for (const auto& item : value->items()) sent.items.emplace_back(item);
  } else if (value->is_map()) {
    add_sorted(sent.items, *value, sort.value_or(Indices{}), drop.value_or(Indices{}));
  } else {
    sent.malformed = true;
  }
  for (const auto& item : sent.items) sent.malformed = sent.malformed || !item.term().is_map();
  return sent;
}

}  // namespace anqa::detail
