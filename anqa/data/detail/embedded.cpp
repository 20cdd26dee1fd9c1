#include "anqa/data/detail/embedded.hpp"

#include <algorithm>
#include <charconv>

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

}  // namespace

SentEmbeds::SentEmbeds() = default;
SentEmbeds::SentEmbeds(SentEmbeds&&) noexcept = default;
SentEmbeds::~SentEmbeds() = default;

SentEmbeds sent_embeds(const Params& params, std::string_view name, bool many) {
  SentEmbeds sent;
  sent.many = many;
  const Term* value = params.term().find(name);
  if (!value) return sent;
  sent.given = true;
  if (value->is_nil()) return sent;
  if (!many) {
    sent.malformed = !value->is_map();
    sent.items.emplace_back(*value);
  } else if (value->is_list()) {
    for (const auto& item : value->items()) sent.items.emplace_back(item);
  } else if (value->is_map()) {
    std::vector<Term::Entry> entries(value->entries().begin(), value->entries().end());
    std::ranges::sort(entries, [](const Term::Entry& a, const Term::Entry& b) {
      const auto x = index_of(a.key), y = index_of(b.key);
      return x != y ? x < y : a.key < b.key;
    });
    for (const auto& entry : entries) sent.items.emplace_back(entry.value);
  } else {
    sent.malformed = true;
  }
  for (const auto& item : sent.items) sent.malformed = sent.malformed || !item.term().is_map();
  return sent;
}

}  // namespace anqa::detail
