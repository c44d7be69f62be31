-- Deletes all published portfolio figures. The next start publishes them anew.
DELETE FROM portfolio_publications
