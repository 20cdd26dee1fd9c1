#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/runtime/message.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa {

enum class TableAccess : std::uint8_t {
  public_access,     ///< every process reads and writes
  protected_access,  ///< its owner writes, every process reads
  private_access,    ///< its owner reads and writes
};
inline constexpr TableAccess public_access = TableAccess::public_access;
inline constexpr TableAccess protected_access = TableAccess::protected_access;
inline constexpr TableAccess private_access = TableAccess::private_access;

struct TableOptions {
  std::string name{};  ///< for find(); not needed where the table itself is handed round
  TableAccess access = protected_access;
  Pid heir{};  ///< gets the table as a TableTransfer when its owner ends, instead of its end
};

namespace detail {

/// What all tables are, whatever they hold.
class TableState : public std::enable_shared_from_this<TableState> {
 public:
  TableState(TableOptions options, const void* type, std::string_view type_name);
  virtual ~TableState() = default;
  TableState(const TableState&) = delete;
  TableState& operator=(const TableState&) = delete;
  virtual void clear() = 0;

  const std::string& name() const { return options_.name; }
  Pid owner() const { return owner_.load(std::memory_order_acquire); }
  bool gone() const { return gone_.load(std::memory_order_acquire); }
  const void* type() const { return type_; }
  std::string_view type_name() const { return type_name_; }
  /// The table "hits" of process <0.1.1>
  std::string text() const;

  void check_read() const {
    if (gone() || options_.access == private_access) check_read_slowly();
  }
  void check_write() const {
    if (gone() || options_.access != public_access) check_write_slowly();
  }

  /// Enters the name; throws std::invalid_argument when it is taken. The caller becomes the owner.
  void begin();
  /// The caller becomes the owner.
  void own();
  /// Empties it and lets nobody use it any more.
  void drop() noexcept;
  void give_away(Pid to, std::string data);
  void owner_ended(Pid pid) noexcept;
  /// Throws std::invalid_argument when there is none of that name, or it is of another type.
  static std::shared_ptr<TableState> find(std::string_view name, const void* type,
                                          std::string_view type_name);

 private:
  void check_read_slowly() const;
  void check_write_slowly() const;

  TableOptions options_;
  const void* const type_;
  const std::string_view type_name_;
  std::atomic<Pid> owner_{Pid{}};
  std::atomic<bool> gone_{false};
};

/// Owns a table that is on its way to a new owner: nobody has it when this goes unused.
class TableToken {
 public:
  TableToken() = default;
  explicit TableToken(std::shared_ptr<TableState> table) : table_(std::move(table)) {}
  TableToken(TableToken&& other) noexcept = default;
  TableToken& operator=(TableToken&& other) noexcept {
    if (this != &other) {
      if (table_) table_->drop();
      table_ = std::move(other.table_);
    }
    return *this;
  }
  ~TableToken() {
    if (table_) table_->drop();
  }
  std::shared_ptr<TableState> accept(const void* type, std::string_view type_name);

 private:
  std::shared_ptr<TableState> table_;
};

template <class Storage>
class TableStateOf final : public TableState {
 public:
  explicit TableStateOf(TableOptions options)
      : TableState(std::move(options), payload_id<Storage>, anqa::type_name<Storage>()) {}
  void clear() override { storage.clear(); }
  Storage storage;
  /// How many change a number by a function just now; see SetTable::update_element().
  std::atomic<std::uint32_t> updating{0};
};

/// A value as a table holds it. Whole numbers can be added to in place.
template <class Value>
class TableCell {
 public:
  template <class V>
  explicit TableCell(V&& value) : value_(std::forward<V>(value)) {}
  const Value& get() const { return value_; }

 private:
  const Value value_;
};
template <class Value>
  requires(std::integral<Value> && !std::same_as<Value, bool>)
class TableCell<Value> {
 public:
  explicit TableCell(Value value) : value_(value) {}
  Value get() const { return value_.load(std::memory_order_relaxed); }
  Value add(Value number) const {
    return static_cast<Value>(value_.fetch_add(number, std::memory_order_relaxed) + number);
  }
  /// False, and `before` is what it is now, when it is not `before`.
  bool exchange_if(Value& before, Value value) const {
    return value_.compare_exchange_strong(before, value, std::memory_order_relaxed);
  }

 private:
  mutable std::atomic<Value> value_;
};

template <class Key, class Value>
consteval void check_table() {
  check_message<Key>();
  check_message<Value>();
  static_assert(std::is_copy_constructible_v<Key> && std::is_copy_constructible_v<Value>,
                "keys and values of a table are copied out of it: make them copyable, or share them as "
                "std::shared_ptr<const T>");
}

}  // namespace detail

/// Brings a table from its owner to the next, who answers with `auto table = transfer.accept<Table<K, V>>();`
/// and owns it from then on. A transfer that nobody accepts ends the table.
struct TableTransfer {
  std::string name;
  Pid from;
  std::string data;  ///< what the giver wants to say; empty for an heir
  detail::TableToken token;

  /// In the new owner. Throws std::invalid_argument when the table is of another type.
  template <class T>
  T accept() {
    return T::accept(token);
  }
};

}  // namespace anqa
