#pragma once

#include <string>
#include <vector>

#include "anqa/term/term.hpp"

namespace anqa::detail {

/// What a stream's list is to become: `[ref, inserts, deletes, reset?]` as the server sent it.
struct StreamPatch {
  struct Insert {
    std::string dom_id;
    std::int64_t at = -1;
    std::int64_t limit = 0;  ///< 0: none
    bool update_only = false;
  };
  std::string ref;
  std::vector<Insert> inserts;
  std::vector<std::string> deletes;
  bool reset = false;

  const Insert* find(std::string_view dom_id) const;
};

/// A live view's templates and their dynamic parts as its client has them: made by the join's `rendered`,
/// changed by each diff. The format is that of the official client, version 1.2.
class RenderedTree {
 public:
  /// Takes a diff without its title, events and reply. Throws std::runtime_error for one that no client could
  /// apply.
  void merge(const Term& diff);

  struct Html {
    std::string html;
    std::vector<StreamPatch> streams;
  };
  /// The whole view. Each component's root tag gets `data-phx-component`. What streams inserted is forgotten
  /// after it.
  Html take_html();

  /// The live components that it knows, whether the page shows them or not.
  const Term& components() const { return components_; }
  /// The server has forgotten it, too.
  void forget_component(const Term& cid) { components_.erase(std::to_string(cid.as_integer().value_or(0))); }

 private:
  Term tree_;
  Term components_ = Term::map();
};

}  // namespace anqa::detail
