#include "anqa/term/term.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "anqa/term/internal/representation.hpp"

namespace anqa {
namespace {

const Term nil_term;

bool key_less(const Term::Entry& a, const Term::Entry& b) { return Term::compare(a.key, b.key) < 0; }

/// Sorted, and of equal keys only the last one.
std::vector<Term::Entry> in_key_order(std::vector<Term::Entry> entries) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&entries](std::size_t a, std::size_t b) {
    const int result = Term::compare(entries[a].key, entries[b].key);
    return result != 0 ? result < 0 : a < b;
  });
  std::vector<Term::Entry> sorted;
  sorted.reserve(entries.size());
  for (const std::size_t index : order) {
    if (!sorted.empty() && sorted.back().key == entries[index].key) {
      sorted.back().value = std::move(entries[index].value);
    } else {
      sorted.push_back(std::move(entries[index]));
    }
  }
  return sorted;
}

}  // namespace

Term::Term(std::string_view text, Kind kind) : kind_(kind) {
  if (text.size() <= inline_capacity) {
    std::copy(text.begin(), text.end(), bytes_);
    inline_size_ = static_cast<std::uint8_t>(text.size());
  } else {
    store(static_cast<Shared*>(new Text(std::string(text))));
    inline_size_ = shared_mark;
  }
}

Term::Term(std::string&& text) : kind_(Kind::binary) {
  if (text.size() <= inline_capacity) {
    std::copy(text.begin(), text.end(), bytes_);
    inline_size_ = static_cast<std::uint8_t>(text.size());
  } else {
    store(static_cast<Shared*>(new Text(std::move(text))));
    inline_size_ = shared_mark;
  }
}

Term::Term(Shared* shared, Kind kind) noexcept : inline_size_(shared_mark), kind_(kind) { store(shared); }

Term::Term(ExternalPid pid) : kind_(Kind::pid) {
  auto* shared = new Pid;
  shared->value = std::move(pid);
  store(static_cast<Shared*>(shared));
  inline_size_ = shared_mark;
}

Term::Term(ExternalPort port) : kind_(Kind::port) {
  auto* shared = new Port;
  shared->value = std::move(port);
  store(static_cast<Shared*>(shared));
  inline_size_ = shared_mark;
}

Term::Term(ExternalReference reference) : kind_(Kind::reference) {
  auto* shared = new Reference;
  shared->value = std::move(reference);
  store(static_cast<Shared*>(shared));
  inline_size_ = shared_mark;
}

Term Term::atom(std::string_view name) {
  if (name == "nil") return {};
  if (name == "true") return true;
  if (name == "false") return false;
  return {name, Kind::atom};
}

Term Term::list(std::vector<Term> items) {
  if (items.empty()) return Term(Kind::list);
  auto* shared = new Sequence;
  shared->items = std::move(items);
  return {shared, Kind::list};
}

Term Term::improper_list(std::vector<Term> items, Term tail) {
  if (items.empty()) return tail;
  auto* shared = new Sequence;
  shared->items = std::move(items);
  Term result(shared, Kind::list);
  if (tail.kind_ == Kind::list) {
    shared->items.insert(shared->items.end(), tail.items().begin(), tail.items().end());
    if (const Term* last = tail.tail()) shared->tail = *last, shared->improper = true;
  } else {
    shared->tail = std::move(tail);
    shared->improper = true;
  }
  return result;
}

Term Term::tuple(std::vector<Term> items) {
  if (items.empty()) return Term(Kind::tuple);
  auto* shared = new Sequence;
  shared->items = std::move(items);
  return {shared, Kind::tuple};
}

Term Term::map(std::initializer_list<Entry> entries) { return map(std::vector<Entry>(entries)); }

Term Term::map(std::vector<Entry> entries) {
  if (entries.empty()) return Term(Kind::map);
  const auto not_ascending = [](const Entry& a, const Entry& b) { return !key_less(a, b); };
  if (std::adjacent_find(entries.begin(), entries.end(), not_ascending) != entries.end()) {
    entries = in_key_order(std::move(entries));
  }
  auto* shared = new Map;
  shared->entries = std::move(entries);
  return {shared, Kind::map};
}

Term Term::bignum(bool negative, std::string_view magnitude) {
  while (!magnitude.empty() && magnitude.back() == '\0') magnitude.remove_suffix(1);
  if (magnitude.size() <= sizeof(std::uint64_t)) {
    std::uint64_t value = 0;
    for (std::size_t i = magnitude.size(); i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(magnitude[i]);
    }
    constexpr auto limit = std::uint64_t{1} << 63;
    if (value < limit) {
      const auto positive = static_cast<std::int64_t>(value);
      return negative ? -positive : positive;
    }
    if (negative && value == limit) return std::numeric_limits<std::int64_t>::min();
  }
  auto* shared = new Bignum;
  shared->negative = negative;
  shared->magnitude = magnitude;
  return {shared, Kind::bignum};
}

void Term::store_unsigned(std::uint64_t value) noexcept {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    store(static_cast<std::int64_t>(value));
    return;
  }
  auto* shared = new Bignum;
  for (int i = 0; i < 8; ++i) shared->magnitude.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  store(static_cast<Shared*>(shared));
  inline_size_ = shared_mark;
  kind_ = Kind::bignum;
}

void Term::retain_shared() const noexcept {
  load<Shared*>()->references.fetch_add(1, std::memory_order_relaxed);
}

void Term::release_shared() noexcept {
  auto* shared = load<Shared*>();
  if (shared->references.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy(shared, kind_);
}

void Term::destroy(Shared* shared, Kind kind) noexcept {
  switch (kind) {
    case Kind::atom:
    case Kind::binary:
      delete static_cast<Text*>(shared);
      break;
    case Kind::list:
    case Kind::tuple:
      delete static_cast<Sequence*>(shared);
      break;
    case Kind::map:
      delete static_cast<Map*>(shared);
      break;
    case Kind::bignum:
      delete static_cast<Bignum*>(shared);
      break;
    case Kind::pid:
      delete static_cast<Pid*>(shared);
      break;
    case Kind::port:
      delete static_cast<Port*>(shared);
      break;
    case Kind::reference:
      delete static_cast<Reference*>(shared);
      break;
    case Kind::nil:
    case Kind::boolean:
    case Kind::integer:
    case Kind::floating:
      break;
  }
}

std::string_view Term::text() const noexcept {
  if (shares()) return shared<Text>().value;
  return {reinterpret_cast<const char*>(bytes_), inline_size_};
}

std::optional<bool> Term::as_bool() const noexcept {
  if (kind_ != Kind::boolean) return std::nullopt;
  return load<std::int64_t>() != 0;
}

std::optional<std::int64_t> Term::as_integer() const noexcept {
  if (kind_ != Kind::integer) return std::nullopt;
  return load<std::int64_t>();
}

std::optional<double> Term::as_double() const noexcept {
  if (kind_ == Kind::floating) return load<double>();
  if (kind_ == Kind::integer) return static_cast<double>(load<std::int64_t>());
  if (kind_ != Kind::bignum) return std::nullopt;
  double value = 0;
  const auto& number = shared<Bignum>();
  for (std::size_t i = number.magnitude.size(); i-- > 0;) {
    value = value * 256 + static_cast<unsigned char>(number.magnitude[i]);
  }
  return number.negative ? -value : value;
}

std::optional<std::string_view> Term::as_binary() const noexcept {
  if (kind_ != Kind::binary) return std::nullopt;
  return text();
}

std::optional<std::string_view> Term::as_atom() const noexcept {
  switch (kind_) {
    case Kind::atom:
      return text();
    case Kind::nil:
      return "nil";
    case Kind::boolean:
      return load<std::int64_t>() != 0 ? "true" : "false";
    default:
      return std::nullopt;
  }
}

const ExternalPid* Term::as_pid() const noexcept {
  return kind_ == Kind::pid ? &shared<Pid>().value : nullptr;
}

const ExternalPort* Term::as_port() const noexcept {
  return kind_ == Kind::port ? &shared<Port>().value : nullptr;
}

const ExternalReference* Term::as_reference() const noexcept {
  return kind_ == Kind::reference ? &shared<Reference>().value : nullptr;
}

std::optional<std::pair<bool, std::string_view>> Term::as_bignum() const noexcept {
  if (kind_ != Kind::bignum) return std::nullopt;
  const auto& number = shared<Bignum>();
  return std::pair<bool, std::string_view>(number.negative, number.magnitude);
}

std::span<const Term> Term::items() const noexcept {
  if ((kind_ != Kind::list && kind_ != Kind::tuple) || !shares()) return {};
  return shared<Sequence>().items;
}

const Term* Term::tail() const noexcept {
  if (kind_ != Kind::list || !shares() || !shared<Sequence>().improper) return nullptr;
  return &shared<Sequence>().tail;
}

std::span<const Term::Entry> Term::entries() const noexcept {
  if (kind_ != Kind::map || !shares()) return {};
  return shared<Map>().entries;
}

std::size_t Term::size() const noexcept {
  switch (kind_) {
    case Kind::binary:
    case Kind::atom:
      return text().size();
    case Kind::list:
    case Kind::tuple:
      return items().size();
    case Kind::map:
      return entries().size();
    default:
      return 0;
  }
}

const Term* Term::find(const Term& key) const noexcept {
  const auto all = entries();
  const auto less = [](const Entry& entry, const Term& wanted) { return compare(entry.key, wanted) < 0; };
  const auto at = std::lower_bound(all.begin(), all.end(), key, less);
  return at != all.end() && at->key == key ? &at->value : nullptr;
}

const Term* Term::find_text(std::string_view key) const noexcept {
  // Binaries are the greatest kind of key, so the search needs no Term made from the text.
  const auto less = [](const Entry& entry, std::string_view wanted) {
    return entry.key.kind_ != Kind::binary || entry.key.text() < wanted;
  };
  const auto all = entries();
  const auto at = std::lower_bound(all.begin(), all.end(), key, less);
  return at != all.end() && at->key.text() == key ? &at->value : nullptr;
}

const Term& Term::operator[](std::string_view key) const noexcept {
  const Term* value = find_text(key);
  return value != nullptr ? *value : nil_term;
}

const Term& Term::at(std::size_t index) const noexcept {
  const auto all = items();
  return index < all.size() ? all[index] : nil_term;
}

Term& Term::set(Term key, Term value) {
  if (kind_ != Kind::map && kind_ != Kind::nil) {
    throw std::logic_error("Term::set: a map is wanted, this is " + inspect(*this, 80));
  }
  const auto old = entries();
  const auto less = [](const Entry& entry, const Term& wanted) { return compare(entry.key, wanted) < 0; };
  const auto at = std::lower_bound(old.begin(), old.end(), key, less);
  std::vector<Entry> fresh;
  fresh.reserve(old.size() + 1);
  fresh.insert(fresh.end(), old.begin(), at);
  const bool replaces = at != old.end() && at->key == key;
  fresh.push_back({std::move(key), std::move(value)});
  fresh.insert(fresh.end(), replaces ? at + 1 : at, old.end());
  return *this = map(std::move(fresh));
}

Term& Term::erase(const Term& key) {
  const Term* value = find(key);
  if (value == nullptr) return *this;
  std::vector<Entry> fresh;
  for (const Entry& entry : entries()) {
    if (&entry.value != value) fresh.push_back(entry);
  }
  return *this = map(std::move(fresh));
}

Term& Term::push_back(Term item) {
  if (kind_ != Kind::nil && !is_proper_list()) {
    throw std::logic_error("Term::push_back: a proper list is wanted, this is " + inspect(*this, 80));
  }
  std::vector<Term> fresh(items().begin(), items().end());
  fresh.push_back(std::move(item));
  return *this = list(std::move(fresh));
}

}  // namespace anqa
