#include "anqa/testing/internal/live_dom.hpp"

#include <algorithm>
#include <map>

namespace anqa::detail {
namespace {

/// Set by the client: of which stream an element is an item.
constexpr std::string_view stream_ref = "data-phx-stream";

using ById = std::map<std::string_view, const HtmlNode*>;

void collect(const HtmlNode& node, ById& by_id) {
  if (!node.id().empty()) by_id.emplace(node.id(), &node);
  for (const HtmlNode& child : node.children) collect(child, by_id);
}

class Patch {
 public:
  Patch(const HtmlNode& old, const std::vector<StreamPatch>& streams) : streams_(streams) {
    collect(old, old_);
  }

  void apply(HtmlNode& node) const {
    const std::string_view update = node.get_or("phx-update");
    const auto old = node.id().empty() ? old_.end() : old_.find(node.id());
    if (update == "ignore" && old != old_.end()) {
      node.children = old->second->children;
      return;
    }
    if (update == "stream") return apply_stream(node, old != old_.end() ? old->second : nullptr);
    for (HtmlNode& child : node.children) apply(child);
  }

 private:
  bool is_deleted(std::string_view id) const {
    return std::any_of(streams_.begin(), streams_.end(), [id](const StreamPatch& stream) {
      return std::find(stream.deletes.begin(), stream.deletes.end(), id) != stream.deletes.end();
    });
  }

  void apply_stream(HtmlNode& node, const HtmlNode* old) const {
    std::vector<HtmlNode> fresh;
    for (HtmlNode& child : node.children) {
      if (!child.is_text()) fresh.push_back(std::move(child));
    }
    std::vector<HtmlNode> kept;
    if (old != nullptr) {
      for (const HtmlNode& child : old->children) {
        const bool is_item = child.get(stream_ref).has_value();
        if (child.is_text() || is_deleted(child.id()) || is_reset(child.get_or(stream_ref))) continue;
        if (is_item || find(fresh, child.id()) != fresh.end()) kept.push_back(child);
      }
    }
    std::int64_t limit = 0;
    for (HtmlNode& child : fresh) {
      apply(child);
      const StreamPatch::Insert* insert = nullptr;
      for (const StreamPatch& stream : streams_) {
        if (insert == nullptr && (insert = stream.find(child.id())) != nullptr)
          child.set(stream_ref, stream.ref);
      }
      if (insert != nullptr && insert->limit != 0) limit = insert->limit;
      place(kept, std::move(child), insert, old);
    }
    cut(kept, limit);
    node.children = std::move(kept);
  }

  static std::vector<HtmlNode>::iterator find(std::vector<HtmlNode>& nodes, std::string_view id) {
    return std::find_if(nodes.begin(), nodes.end(), [id](const HtmlNode& node) { return node.id() == id; });
  }

  bool is_reset(std::string_view ref) const {
    return std::any_of(streams_.begin(), streams_.end(),
                       [ref](const StreamPatch& stream) { return stream.reset && stream.ref == ref; });
  }

  /// One that is there already stays where it is.
  static void place(std::vector<HtmlNode>& nodes, HtmlNode child, const StreamPatch::Insert* insert,
                    const HtmlNode* old) {
    if (const auto there = find(nodes, child.id()); there != nodes.end()) {
      *there = std::move(child);
      return;
    }
    if (insert == nullptr) {
      nodes.push_back(std::move(child));
      return;
    }
    if (insert->update_only) {
      const bool was =
          old != nullptr && std::any_of(old->children.begin(), old->children.end(),
                                        [&](const HtmlNode& one) { return one.id() == child.id(); });
      if (!was) return;
    }
    if (insert->at < 0 || static_cast<std::size_t>(insert->at) >= nodes.size()) {
      nodes.push_back(std::move(child));
    } else {
      nodes.insert(nodes.begin() + insert->at, std::move(child));
    }
  }

  /// Keeps the first or, below 0, the last so many.
  static void cut(std::vector<HtmlNode>& nodes, std::int64_t limit) {
    if (limit == 0) return;
    const auto size = static_cast<std::int64_t>(nodes.size());
    if (limit > 0 && size > limit) nodes.resize(static_cast<std::size_t>(limit));
    if (limit < 0 && size > -limit) nodes.erase(nodes.begin(), nodes.begin() + (size + limit));
  }

  ById old_;
  const std::vector<StreamPatch>& streams_;
};

}  // namespace

HtmlNode patched(const HtmlNode& old, HtmlNode fresh, const std::vector<StreamPatch>& streams) {
  const Patch patch(old, streams);
  for (HtmlNode& child : fresh.children) patch.apply(child);
  return fresh;
}

}  // namespace anqa::detail
