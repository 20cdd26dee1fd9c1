#include "anqa/live/stream.hpp"

#include <algorithm>

#include "anqa/term/json.hpp"

namespace anqa {

void StreamChanges::clear() {
  inserts = {};
  deletes = {};
  reset = false;
}

std::size_t StreamChanges::find(std::string_view dom_id) const {
  return static_cast<std::size_t>(
      std::find_if(inserts.begin(), inserts.end(), [&](const Insert& it) { return it.dom_id == dom_id; }) -
      inserts.begin());
}

void StreamChanges::insert(Insert insert) {
  if (const std::size_t old = find(insert.dom_id); old != inserts.size()) {
    inserts.erase(inserts.begin() + static_cast<std::ptrdiff_t>(old));
  }
  inserts.push_back(std::move(insert));
}

bool StreamChanges::remove(std::string_view dom_id) {
  const std::size_t old = find(dom_id);
  const bool found = old != inserts.size();
  if (found) inserts.erase(inserts.begin() + static_cast<std::ptrdiff_t>(old));
  if (std::find(deletes.begin(), deletes.end(), dom_id) == deletes.end()) deletes.emplace_back(dom_id);
  return found;
}

/// Newest first, as the official server has it.
void write_json(std::string& out, const StreamChanges& changes) {
  json::Writer writer(out);
  writer.begin_array().value(changes.ref).begin_array();
  for (auto it = changes.inserts.rbegin(); it != changes.inserts.rend(); ++it) {
    writer.begin_array().value(it->dom_id).value(it->at);
    if (it->limit == 0) {
      writer.raw("null");
    } else {
      writer.value(it->limit);
    }
    writer.raw(it->update_only < 0 ? "null" : it->update_only == 0 ? "false" : "true").end_array();
  }
  writer.end_array().begin_array();
  for (auto it = changes.deletes.rbegin(); it != changes.deletes.rend(); ++it) writer.value(*it);
  writer.end_array();
  if (changes.reset) writer.raw("true");
  writer.end_array();
}

namespace detail {

void StreamIndex::put(const StreamChanges::Insert& insert) {
  const std::uint64_t id = hash_bytes(insert.dom_id);
  if (std::find(ids_.begin(), ids_.end(), id) != ids_.end() || insert.update_only == 1) return;
  const auto size = static_cast<std::int64_t>(ids_.size());
  ids_.insert(insert.at < 0 || insert.at > size ? ids_.end() : ids_.begin() + insert.at, id);
  if (insert.limit > 0 && std::ssize(ids_) > insert.limit)
    ids_.resize(static_cast<std::size_t>(insert.limit));
  if (insert.limit < 0 && std::ssize(ids_) > -insert.limit) {
    ids_.erase(ids_.begin(), ids_.end() + insert.limit);
  }
}

void StreamIndex::remove(std::string_view dom_id) { std::erase(ids_, hash_bytes(dom_id)); }

}  // namespace detail
}  // namespace anqa
