#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace anqa {

/// A process identifier of the Erlang distribution, as it stands in a term.
struct ExternalPid {
  std::string node;
  std::uint32_t id = 0;
  std::uint32_t serial = 0;
  std::uint32_t creation = 0;
  bool operator==(const ExternalPid&) const = default;
};

/// A port identifier of the Erlang distribution.
struct ExternalPort {
  std::string node;
  std::uint64_t id = 0;
  std::uint32_t creation = 0;
  bool operator==(const ExternalPort&) const = default;
};

/// A reference of the Erlang distribution: one to five words.
struct ExternalReference {
  std::string node;
  std::uint32_t creation = 0;
  std::vector<std::uint32_t> words;
  bool operator==(const ExternalReference&) const = default;
};

/// The dynamic value: whatever can cross a wire (JSON, the External Term Format) or sit in a session.
///
/// A Term is a value of 16 bytes. Numbers and short texts live inside it; the rest is shared and never
/// changes once built, so copies are cheap and may be used from any thread. `set`, `erase` and `push_back`
/// change this Term only: they copy what is shared.
///
/// As in Erlang, `1` and `1.0` differ, a map is ordered by key (numbers < atoms < … < binaries), and text is
/// a binary. Unlike Erlang, nil, true and false are kinds of their own; the codecs turn them into atoms.
class Term {
 public:
  enum class Kind : std::uint8_t {
    nil,
    boolean,
    atom,
    integer,
    bignum,
    floating,
    binary,
    list,
    tuple,
    map,
    pid,
    port,
    reference
  };
  struct Entry;

  Term() noexcept = default;
  Term(std::nullptr_t) noexcept {}  // NOLINT(google-explicit-constructor)
  template <std::same_as<bool> B>
  Term(B value) noexcept : kind_(Kind::boolean) {  // NOLINT(google-explicit-constructor)
    store(static_cast<std::int64_t>(value));
  }
  template <std::integral I>
    requires(!std::same_as<I, bool>)
  Term(I value) noexcept : kind_(Kind::integer) {  // NOLINT(google-explicit-constructor)
    if constexpr (std::is_unsigned_v<I> && sizeof(I) >= sizeof(std::int64_t)) {
      store_unsigned(value);
    } else {
      store(static_cast<std::int64_t>(value));
    }
  }
  Term(double value) noexcept : kind_(Kind::floating) {
    store(value);
  }  // NOLINT(google-explicit-constructor)
  Term(std::string_view text) : Term(text, Kind::binary) {}        // NOLINT(google-explicit-constructor)
  Term(const char* text) : Term(std::string_view(text)) {}         // NOLINT(google-explicit-constructor)
  Term(const std::string& text) : Term(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  Term(std::string&& text);                                        // NOLINT(google-explicit-constructor)
  Term(ExternalPid pid);                                           // NOLINT(google-explicit-constructor)
  Term(ExternalPort port);                                         // NOLINT(google-explicit-constructor)
  Term(ExternalReference reference);                               // NOLINT(google-explicit-constructor)

  /// `nil`, `true` and `false` become those kinds, as the atoms of these names are those values.
  static Term atom(std::string_view name);
  static Term list(std::vector<Term> items);
  static Term list(std::initializer_list<Term> items) { return list(std::vector<Term>(items)); }
  /// `[items | tail]`; a tail that is a list is joined, so the result is improper only if it must be.
  static Term improper_list(std::vector<Term> items, Term tail);
  static Term tuple(std::vector<Term> items);
  static Term tuple(std::initializer_list<Term> items) { return tuple(std::vector<Term>(items)); }
  /// Of two entries with the same key the later one stays.
  static Term map(std::vector<Entry> entries);
  static Term map(std::initializer_list<Entry> entries);
  static Term map() { return Term(Kind::map); }
  /// An integer of any size from its sign and magnitude (least significant byte first); one that fits 64
  /// bits becomes Kind::integer, so that equal numbers are equal terms.
  static Term bignum(bool negative, std::string_view magnitude);

  Term(const Term& other) noexcept : Term() { copy_bits(other), retain(); }
  Term(Term&& other) noexcept : Term() { copy_bits(other), other.forget(); }
  Term& operator=(const Term& other) noexcept {
    if (this != &other) other.retain(), release(), copy_bits(other);
    return *this;
  }
  Term& operator=(Term&& other) noexcept {
    if (this != &other) release(), copy_bits(other), other.forget();
    return *this;
  }
  ~Term() { release(); }

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is_nil() const noexcept { return kind_ == Kind::nil; }
  [[nodiscard]] bool is_map() const noexcept { return kind_ == Kind::map; }
  [[nodiscard]] bool is_list() const noexcept { return kind_ == Kind::list; }
  [[nodiscard]] bool is_tuple() const noexcept { return kind_ == Kind::tuple; }
  [[nodiscard]] bool is_binary() const noexcept { return kind_ == Kind::binary; }
  [[nodiscard]] bool is_atom(std::string_view name) const noexcept { return as_atom() == name; }
  [[nodiscard]] bool is_proper_list() const noexcept { return kind_ == Kind::list && tail() == nullptr; }

  /// Each answers nothing when the term is of another kind.
  [[nodiscard]] std::optional<bool> as_bool() const noexcept;
  [[nodiscard]] std::optional<std::int64_t> as_integer() const noexcept;
  /// The value of a float, or of an integer as the nearest double.
  [[nodiscard]] std::optional<double> as_double() const noexcept;
  /// A view into this Term (or into what it shares): valid as long as this object is neither changed nor
  /// gone.
  [[nodiscard]] std::optional<std::string_view> as_binary() const noexcept;
  /// The atom's name, also for nil, true and false. Same lifetime as as_binary.
  [[nodiscard]] std::optional<std::string_view> as_atom() const noexcept;
  [[nodiscard]] const ExternalPid* as_pid() const noexcept;
  [[nodiscard]] const ExternalPort* as_port() const noexcept;
  [[nodiscard]] const ExternalReference* as_reference() const noexcept;
  /// Sign and magnitude (least significant byte first, no leading zero) of a bignum.
  [[nodiscard]] std::optional<std::pair<bool, std::string_view>> as_bignum() const noexcept;

  /// The elements of a list or tuple; empty for other kinds.
  [[nodiscard]] std::span<const Term> items() const noexcept;
  /// What follows the items of an improper list, else null.
  [[nodiscard]] const Term* tail() const noexcept;
  /// A map's entries in key order; empty for other kinds.
  [[nodiscard]] std::span<const Entry> entries() const noexcept;
  /// Elements, entries, or bytes of text; 0 for other kinds.
  [[nodiscard]] std::size_t size() const noexcept;

  /// The value at a key of a map, or null.
  [[nodiscard]] const Term* find(const Term& key) const noexcept;
  template <std::convertible_to<std::string_view> T>
  [[nodiscard]] const Term* find(const T& key) const noexcept {
    return find_text(key);
  }
  /// The value at a string key, nil when absent or when this is no map: `message["user"]["name"]`.
  const Term& operator[](std::string_view key) const noexcept;
  /// The element of a list or tuple, nil when out of range.
  const Term& at(std::size_t index) const noexcept;

  /// Adds or replaces an entry. Nil becomes a map first; any other kind throws std::logic_error.
  Term& set(Term key, Term value);
  /// Removes an entry if there is one.
  Term& erase(const Term& key);
  /// Appends to a list. Nil becomes a list first; any other kind throws std::logic_error.
  Term& push_back(Term item);

  friend bool operator==(const Term& a, const Term& b) noexcept { return compare(a, b) == 0; }
  friend bool operator<(const Term& a, const Term& b) noexcept { return compare(a, b) < 0; }
  /// Erlang's order of terms with 1 before 1.0: negative, zero or positive.
  static int compare(const Term& a, const Term& b) noexcept;

 private:
  struct Shared;
  struct Text;
  struct Sequence;
  struct Map;
  struct Bignum;
  struct Pid;
  struct Port;
  struct Reference;
  static constexpr std::size_t inline_capacity = 14;
  static constexpr std::uint8_t shared_mark = 0xff;

  explicit Term(Kind kind) noexcept : kind_(kind) {}
  Term(std::string_view text, Kind kind);
  Term(Shared* shared, Kind kind) noexcept;

  template <class T>
  void store(T value) noexcept {
    std::memcpy(bytes_, &value, sizeof value);
  }
  template <class T>
  [[nodiscard]] T load() const noexcept {
    T value;
    std::memcpy(&value, bytes_, sizeof value);
    return value;
  }
  void store_unsigned(std::uint64_t value) noexcept;
  void copy_bits(const Term& other) noexcept {
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    inline_size_ = other.inline_size_;
    kind_ = other.kind_;
  }
  void forget() noexcept { inline_size_ = 0, kind_ = Kind::nil; }
  [[nodiscard]] bool shares() const noexcept { return inline_size_ == shared_mark; }
  void retain() const noexcept {
    if (shares()) retain_shared();
  }
  void release() noexcept {
    if (shares()) release_shared();
  }
  void retain_shared() const noexcept;
  void release_shared() noexcept;
  template <class S>
  [[nodiscard]] const S& shared() const noexcept;
  [[nodiscard]] std::string_view text() const noexcept;
  [[nodiscard]] const Term* find_text(std::string_view key) const noexcept;
  static void destroy(Shared* shared, Kind kind) noexcept;

  alignas(8) unsigned char bytes_[inline_capacity] = {};
  std::uint8_t inline_size_ = 0;
  Kind kind_ = Kind::nil;
};

static_assert(sizeof(Term) == 16);

struct Term::Entry {
  Term key;
  Term value;
  bool operator==(const Entry&) const = default;
};

/// Elixir-like text of a term, for logs and error messages: `%{"a" => [1, :ok]}`. Stops after `limit` bytes.
std::string inspect(const Term& term, std::size_t limit = 4096);

}  // namespace anqa
