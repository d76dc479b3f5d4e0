"""The search index on Solr, alone or as a SolrCloud: the same answers as the embedded one."""

from adapters.search.solr.index import SolrSearch

__all__ = ["SolrSearch"]
