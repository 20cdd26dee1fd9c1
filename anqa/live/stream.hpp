#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/live/text.hpp"

namespace anqa {

/// What happened to a stream since the page was last told, whatever its items are.
struct StreamChanges {
  /// Where an item goes.
  struct Insert {
    std::string dom_id;
    std::int64_t at = -1;          ///< -1: behind all others
    std::int64_t limit = 0;        ///< 0: none
    std::int8_t update_only = -1;  ///< -1: not said
  };

  std::string ref;  ///< tells the streams of a page apart
  std::vector<Insert> inserts;
  std::vector<std::string> deletes;
  bool reset = false;

  bool empty() const { return inserts.empty() && deletes.empty() && !reset; }
  void clear();
  /// An item that is put in twice is sent as it was the last time.
  void insert(Insert insert);
  bool remove(std::string_view dom_id);
  /// The place of an insert; its size when it is not among them.
  std::size_t find(std::string_view dom_id) const;
};

/// `["0",[["msgs-1",-1,null,null]],["msgs-7"],true]`
void write_json(std::string& out, const StreamChanges& changes);

/// One row as a template sees it: `:for={{id, message} <- @messages}`.
template <class T>
struct StreamRow {
  std::string dom_id;
  T item;
};

/// The rows of a long list that the page remembers and the server does not: an assign
/// `anqa::Stream<Message> messages;`, changed by `socket.stream<&Assigns::messages>(…)`,
/// `stream_insert`, `stream_delete`, and shown by
///
///     <div id="messages" phx-update="stream">
///       <p :for={{id, message} <- @messages} id={id}>{message.text}</p>
///     </div>
///
/// What is put in is sent with the next diff and forgotten. It can be gone over in a template only, where it
/// holds what is to be sent.
template <class T>
class Stream {
 public:
  using Item = T;

  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  const StreamChanges& changes() const { return changes_; }

  // What follows is called by Socket.
  using DomId = std::string (*)(const T& item);
  DomId dom_id() const { return dom_id_; }
  void set_dom_id(DomId dom_id) { dom_id_ = dom_id; }
  void set_ref(std::string ref) { changes_.ref = std::move(ref); }
  /// True the first time.
  bool begin_filling() { return !std::exchange(filled_, true); }
  void put(StreamChanges::Insert insert, T item) {
    if (const std::size_t old = changes_.find(insert.dom_id); old != rows_.size()) {
      rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(old));
    }
    rows_.push_back({insert.dom_id, std::move(item)});
    changes_.insert(std::move(insert));
  }
  void remove(std::string_view dom_id) {
    if (const std::size_t old = changes_.find(dom_id); old != rows_.size()) {
      rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(old));
    }
    changes_.remove(dom_id);
  }
  void reset() {
    forget();
    changes_.reset = true;
  }
  /// The page has been told. Gives the memory back.
  void forget() {
    rows_ = {};
    changes_.clear();
  }

 private:
  std::vector<StreamRow<T>> rows_;
  StreamChanges changes_;
  DomId dom_id_ = nullptr;
  bool filled_ = false;
};

namespace detail {

/// Which rows a page shows, as hashes of their ids, in their order.
class StreamIndex {
 public:
  std::size_t size() const { return ids_.size(); }
  void put(const StreamChanges::Insert& insert);
  void remove(std::string_view dom_id);
  void clear() { ids_ = {}; }

 private:
  std::vector<std::uint64_t> ids_;
};

}  // namespace detail

/// A Stream of which the server knows how many rows the page shows, at 8 bytes each:
/// `<p :if={@messages.empty()}>Nobody has said anything.</p>`.
template <class T>
class CountedStream : public Stream<T> {
 public:
  std::size_t count() const { return index_.size(); }
  bool empty() const { return count() == 0; }

  void put(StreamChanges::Insert insert, T item) {
    index_.put(insert);
    Stream<T>::put(std::move(insert), std::move(item));
  }
  void remove(std::string_view dom_id) {
    index_.remove(dom_id);
    Stream<T>::remove(dom_id);
  }
  void reset() {
    index_.clear();
    Stream<T>::reset();
  }

 private:
  detail::StreamIndex index_;
};

/// What the loop of a template asks of what it goes over.
template <class T>
const StreamChanges* stream_of(const Stream<T>& stream) {
  return &stream.changes();
}

namespace detail {

template <class T>
std::true_type is_stream_test(const Stream<T>*);
std::false_type is_stream_test(...);
template <class T>
inline constexpr bool is_stream = decltype(is_stream_test(static_cast<const T*>(nullptr)))::value;

}  // namespace detail
}  // namespace anqa
